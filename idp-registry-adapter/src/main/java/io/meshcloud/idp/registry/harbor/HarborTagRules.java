// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.spi.provisioning.ProvisioningStep.Verdict;
import java.util.Optional;

/**
 * The rule that no tag of a repository can be moved or deleted, except for the tags that signing tools write: signing
 * an image again moves its {@code sha256-HEX.sig}.
 *
 * <p>Source: Harbor, {@code api/v2.0/swagger.yaml}, {@code ImmutableRule}.
 */
final class HarborTagRules {
    private static final String RIGHT = "manage the project's immutable-tag rules";

    /** Signatures, attestations and SBOMs of cosign, and the fallback tags of referrers. */
    private static final String SIGNATURES = "sha256-*";

    private final HarborApi api;
    private final HarborRepository repository;

    HarborTagRules(HarborApi api, HarborRepository repository) {
        this.api = api;
        this.repository = repository;
    }

    /** Creates the rule, or corrects it if it exists. */
    Verdict ensure() {
        var existing = find();
        if (existing.isPresent()) {
            return correct(existing.get());
        }
        if (api.create(path(), rule(), RIGHT)) {
            return Verdict.MADE;
        }
        return correct(find().orElseThrow(
                        () -> api.fault(path(), "reports that the immutable-tag rule exists, but does not list it")));
    }

    private Verdict correct(JsonNode rule) {
        if (!rule.path("disabled").asBoolean() && selectsOurTags(rule)) {
            return Verdict.PRESENT;
        }
        long id = rule.path("id").asLong();
        api.succeeded(api.change("PUT", path() + "/" + id, rule().put("id", id)), RIGHT);
        return Verdict.CORRECTED;
    }

    /** The rule for exactly this repository; one of an earlier build of idp only if there is no other. */
    Optional<JsonNode> find() {
        var rules = api.list(path(), RIGHT);
        return rules.stream()
                .filter(rule -> isOfRepository(rule) && selectsOurTags(rule))
                .findFirst()
                .or(() -> rules.stream()
                        .filter(rule -> isOfRepository(rule) && selectsAllTags(rule))
                        .findFirst());
    }

    private boolean isOfRepository(JsonNode rule) {
        var repositories = rule.path("scope_selectors").path("repository");
        return repositories.size() == 1
                && rule.path("tag_selectors").size() == 1
                && selects(repositories.path(0), "repoMatches", repository.name());
    }

    private static boolean selectsOurTags(JsonNode rule) {
        return selects(rule.path("tag_selectors").path(0), "excludes", SIGNATURES);
    }

    /** Earlier builds of idp created such a rule, which also covers signatures. */
    private static boolean selectsAllTags(JsonNode rule) {
        return selects(rule.path("tag_selectors").path(0), "matches", "**");
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
        selector(rule.putArray("tag_selectors").addObject(), "excludes", SIGNATURES);
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
