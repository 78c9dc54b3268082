// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.state;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.state.BranchGuard;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.StateRepository;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Function;

/** The fixture of the fake, whose instances a test may replace by broken ones. */
final class InMemoryFixture implements StateRepositoryFixture {
    private final InMemoryStateRepository remote =
            new InMemoryStateRepository(Clock.fixed(Instant.parse("2026-10-01T12:00:00Z"), ZoneOffset.UTC));
    private final InMemoryStateRepository other = remote.anotherInstance();
    private final StateRepository repository;
    private final StateRepository anotherInstance;
    private final BranchGuard guard;

    InMemoryFixture() {
        this(instance -> instance, guard -> guard);
    }

    /**
     * @param instances turns a correct instance into the instance under test
     * @param guards turns a correct instance into the guard under test
     */
    InMemoryFixture(
            Function<InMemoryStateRepository, StateRepository> instances,
            Function<InMemoryStateRepository, BranchGuard> guards) {
        repository = instances.apply(remote);
        anotherInstance = instances.apply(other);
        guard = guards.apply(remote);
    }

    @Override
    public StateRepository repository() {
        return repository;
    }

    @Override
    public StateRepository anotherInstance() {
        return anotherInstance;
    }

    @Override
    public CommitId foreignCommit(String message, Map<String, Bytes> files) {
        return remote.foreignCommit(message, files);
    }

    @Override
    public CommitId foreignRemoval(String message, String path) {
        return remote.foreignRemoval(message, path);
    }

    @Override
    public void foreignHiddenFile(String message, String path) {
        // The fake stores files by StatePath.
    }

    @Override
    public CommitId foreignLink(String message, String path, String target) {
        return remote.foreignLink(message, path);
    }

    @Override
    public BranchGuard guard() {
        return guard;
    }

    @Override
    public void foreignRewrite(int dropped) {
        remote.foreignRewrite(dropped);
    }

    @Override
    public void makeUnreachable() {
        var down = Problem.of(ProblemCode.GIT_UNREACHABLE, "the repository is down", "", "try again later");
        remote.failNextSnapshot(down);
        remote.failNextCommit(down);
    }
}
