// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.spi.provisioning.ProvisioningStep.Verdict;
import java.util.Optional;

/**
 * The rule that no tag of a repository can be moved or deleted.
 *
 * <p>Source: Harbor, {@code api/v2.0/swagger.yaml}, {@code ImmutableRule}.
 */
final class HarborTagRules {
    private static final String RIGHT = "manage the project's immutable-tag rules";

    private final HarborApi api;
    private final HarborRepository repository;

    HarborTagRules(HarborApi api, HarborRepository repository) {
        this.api = api;
        this.repository = repository;
    }

    /** Creates the rule, or enables it if it exists. */
    Verdict ensure() {
        var existing = find();
        if (existing.isPresent()) {
            return enable(existing.get());
        }
        if (api.create(path(), rule(), RIGHT)) {
            return Verdict.MADE;
        }
        return enable(find().orElseThrow(
                        () -> api.fault(path(), "reports that the immutable-tag rule exists, but does not list it")));
    }

    private Verdict enable(JsonNode rule) {
        if (!rule.path("disabled").asBoolean()) {
            return Verdict.PRESENT;
        }
        long id = rule.path("id").asLong();
        api.succeeded(api.change("PUT", path() + "/" + id, rule().put("id", id)), RIGHT);
        return Verdict.MENDED;
    }

    /** The rule for all tags of exactly this repository. */
    Optional<JsonNode> find() {
        return api.list(path(), RIGHT).stream().filter(this::isOurs).findFirst();
    }

    private boolean isOurs(JsonNode rule) {
        var repositories = rule.path("scope_selectors").path("repository");
        return rule.path("tag_selectors").size() == 1
                && repositories.size() == 1
                && selects(rule.path("tag_selectors").path(0), "matches", "**")
                && selects(repositories.path(0), "repoMatches", repository.name());
    }

    private static boolean selects(JsonNode selector, String decoration, String pattern) {
        return selector.path("decoration").asText().equals(decoration)
                && selector.path("pattern").asText().equals(pattern);
    }

    private ObjectNode rule() {
        var rule = HarborApi.object()
                .put("disabled", false)
                .put("priority", 0)
                .put("action", "immutable")
                .put("template", "immutable_template");
        selector(rule.putArray("tag_selectors").addObject(), "matches", "**");
        selector(
                rule.putObject("scope_selectors").putArray("repository").addObject(), "repoMatches", repository.name());
        return rule;
    }

    private static void selector(ObjectNode selector, String decoration, String pattern) {
        selector.put("kind", "doublestar").put("decoration", decoration).put("pattern", pattern);
    }

    private String path() {
        return repository.projectPath() + "/immutabletagrules";
    }
}
