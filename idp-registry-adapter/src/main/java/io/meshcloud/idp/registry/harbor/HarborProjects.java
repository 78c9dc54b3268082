package io.meshcloud.idp.registry.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** The projects of a Harbor. */
final class HarborProjects {
    private static final String READ = "read the project";
    private static final String CREATE = "create projects";

    private final HarborApi api;

    HarborProjects(HarborApi api) {
        this.api = api;
    }

    Optional<HarborProject> find(HarborPlace place) {
        var answer = api.get(place.projectPath());
        if (HarborApi.isNotThere(answer) || (answer.status() == 403 && isUnknown(place))) {
            return Optional.empty();
        }
        return Optional.of(read(place, api.succeeded(answer, READ).body()));
    }

    /** To who may not see all projects, one that is not there looks forbidden; whether a name is taken, all may ask. */
    private boolean isUnknown(HarborPlace place) {
        return api.change("HEAD", "/projects?project_name=" + place.project(), null)
                        .status()
                == 404;
    }

    /** Makes it, private and with the usual quota; false if somebody else has. */
    boolean create(HarborPlace place) {
        var body = HarborApi.object().put("project_name", place.project());
        body.putObject("metadata").put("public", "false");
        return api.create("/projects", body, CREATE);
    }

    private HarborProject read(HarborPlace place, JsonNode node) {
        long id = node.path("project_id").asLong();
        if (id <= 0) {
            throw api.fault(place.projectPath(), "tells of a project without its number");
        }
        return new HarborProject(id, place.project());
    }
}
