// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import com.google.re2j.Pattern;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;

/**
 * A repository in a Harbor. All rights are those of its project; a repository has none of its own.
 *
 * @param project the first part of the path
 * @param name the rest of the path
 */
record HarborRepository(String project, String name) {

    private static final Pattern PROJECT = Pattern.compile("[a-z0-9]+([._-][a-z0-9]+)*");

    /**
     * @throws IdpException {@link ProblemCode#NO_PROJECT} for a path of one part, or a first part that is not a valid
     *     name of a project
     */
    static HarborRepository of(ImageRepository repository) {
        var path = repository.path();
        int slash = path.indexOf('/');
        if (slash < 0) {
            throw refused(
                    repository,
                    "has a path of one part, and at Harbor the first part is the project",
                    "put a project in front, for example " + repository.host() + "/" + path + "/app");
        }
        var project = path.substring(0, slash);
        if (!PROJECT.matcher(project).matches()) {
            throw refused(
                    repository,
                    "starts with " + Quoted.of(project) + ", which is not a valid name of a project at Harbor",
                    "use lower-case letters and digits with single '.', '_' or '-' between them");
        }
        return new HarborRepository(project, path.substring(slash + 1));
    }

    private static IdpException refused(ImageRepository repository, String why, String fix) {
        return Problem.of(ProblemCode.NO_PROJECT, Quoted.of(repository.toString()) + " " + why, "", fix)
                .asException();
    }

    /** The project's path in the API. */
    String projectPath() {
        return "/projects/" + project;
    }

    /** The repository's path in the API. Slashes are encoded twice, because the server decodes them twice. */
    String repositoryPath() {
        return projectPath() + "/repositories/" + name.replace("/", "%252F");
    }

    @Override
    public String toString() {
        return project + "/" + name;
    }
}
