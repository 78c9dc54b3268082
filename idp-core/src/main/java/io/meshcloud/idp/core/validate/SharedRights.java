// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.validate;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.core.bulkhead.Bulkhead;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.provisioning.PushRights;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Warns about environments with different rules whose repositories share push rights: an account that may push to dev
 * could push to prod. The registry is asked only where it could matter. A registry that cannot be reached is skipped,
 * because a check of files must not fail because of the network.
 */
final class SharedRights {
    private static final String POINTER = "spec.registry.repository";

    private record Member(EnvironmentAddress address, Document<AppEnvironment> file) {
        ImageRepository repository() {
            return file.value().registry().repository();
        }
    }

    private final Platform platform;
    private final PushRights rights;
    private final Caller caller;
    private final Set<String> unreachable = new HashSet<>();

    /**
     * @param caller who reads the findings, which name no environment that they may not see
     */
    SharedRights(Platform platform, PushRights rights, Caller caller) {
        this.caller = caller;
        this.platform = platform;
        this.rights = rights;
    }

    List<Finding> check(Map<EnvironmentAddress, Document<AppEnvironment>> environments) {
        var findings = new ArrayList<Finding>();
        for (var neighbours : neighbours(environments).values()) {
            if (differ(neighbours)) {
                byReach(neighbours).forEach((reach, members) -> findings.addAll(findings(reach, members)));
            }
        }
        return findings;
    }

    /**
     * Repositories are grouped by the first segment of the path: no registry grants push rights across such segments.
     */
    private static Map<String, List<Member>> neighbours(
            Map<EnvironmentAddress, Document<AppEnvironment>> environments) {
        var groups = new LinkedHashMap<String, List<Member>>();
        environments.forEach((address, file) -> {
            var repository = file.value().registry().repository();
            var first = repository.path().split("/", 2)[0];
            groups.computeIfAbsent(repository.host() + "/" + first, any -> new ArrayList<>())
                    .add(new Member(address, file));
        });
        return groups;
    }

    private Map<String, List<Member>> byReach(List<Member> neighbours) {
        var groups = new LinkedHashMap<String, List<Member>>();
        neighbours.forEach(member -> reach(member.repository())
                .ifPresent(reach ->
                        groups.computeIfAbsent(reach, any -> new ArrayList<>()).add(member)));
        return groups;
    }

    private Optional<String> reach(ImageRepository repository) {
        if (unreachable.contains(repository.host())) {
            return Optional.empty();
        }
        try {
            return Bulkhead.call(repository.toString(), () -> rights.reach(repository));
        } catch (IdpException e) {
            // Any other problem concerns only this repository.
            if (e.problem().code() == ProblemCode.REGISTRY_UNREACHABLE) {
                unreachable.add(repository.host());
            }
            return Optional.empty();
        }
    }

    private List<Finding> findings(String reach, List<Member> members) {
        // One counterpart per finding is enough: a project may contain thousands.
        var first = members.get(0);
        return members.stream()
                .filter(member -> !policy(member).equals(policy(first)))
                .findFirst()
                .map(second -> members.stream()
                        .map(member -> warning(reach, member, policy(member).equals(policy(first)) ? second : first))
                        .toList())
                .orElse(List.of());
    }

    private Finding warning(String reach, Member member, Member other) {
        return Finding.warning(
                ProblemCode.SHARED_PUSH_RIGHTS,
                member.file().locate(POINTER),
                POINTER,
                "an account that may push to " + Quoted.of(member.repository().toString()) + " may also push to "
                        + (caller.maySee(other.address())
                                ? Quoted.of(other.repository().toString()) + " of " + other.address()
                                : "the repository of another environment")
                        + ", for which the platform has other rules: both are in " + reach,
                "use separate projects, for example one per environment");
    }

    private boolean differ(List<Member> members) {
        return members.stream().map(this::policy).distinct().count() > 1;
    }

    /** The platform's rules for the kind of environment. */
    private Object policy(Member member) {
        return platform.rules(member.file().value().metadata().environment());
    }
}
