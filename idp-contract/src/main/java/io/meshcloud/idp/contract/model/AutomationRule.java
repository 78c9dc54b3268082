// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.model;

import io.meshcloud.idp.contract.address.AddressPattern;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.image.TagPattern;
import io.meshcloud.idp.contract.version.VersionRange;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A rule of {@code spec.automation} in {@code platform.yaml}: which image automation takes next in some environments.
 *
 * @param environments the addresses to which the rule applies
 * @param tags the tags that automation takes; absent means those of the environment's kind
 * @param ignore tags that automation never takes
 * @param extract the name or number of the group of {@code tags} that contains the version; absent means the whole tag
 * @param order what newer means
 * @param range the versions that automation takes; absent means all
 * @param prereleases whether automation takes versions such as {@code 2.0.0-rc.1}
 */
public record AutomationRule(
        List<AddressPattern> environments,
        @Nullable TagPattern tags,
        List<TagPattern> ignore,
        @Nullable String extract,
        Order order,
        @Nullable VersionRange range,
        boolean prereleases) {
    public AutomationRule {
        environments = List.copyOf(environments);
        ignore = List.copyOf(ignore);
        Objects.requireNonNull(order, "order");
    }

    public boolean matches(EnvironmentAddress address) {
        return environments.stream().anyMatch(pattern -> pattern.matches(address));
    }

    /** What newer means. */
    public enum Order {
        /** The time of the image at the registry. */
        TIME("time"),
        /** The version in the tag, by SemVer 2.0.0. */
        SEMVER("semver");

        private final String word;

        Order(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }
}
