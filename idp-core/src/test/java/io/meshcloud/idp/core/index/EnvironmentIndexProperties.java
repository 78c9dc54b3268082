// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.check.Claimant;
import io.meshcloud.idp.contract.check.RepositoryCheck;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.Platform.HostOwner;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.unique.UniqueKeys;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.core.view.EnvironmentFiles;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.PendingSnapshot;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.testkit.state.InMemoryStateRepository;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

@Label("The index of a state repository")
class EnvironmentIndexProperties {
    private static final String[] WORDS = {"a", "b", "c"};
    private static final List<UniqueKeys> WANTED = Stream.of(WORDS)
            .map(EnvironmentFile::of)
            .flatMap(file -> Stream.of(file, file.in(EnvironmentFile.State.NOT_EXPOSED)))
            .map(file -> UniqueKeys.read(file.bytes()))
            .toList();
    private static final EnvironmentAddress NEW = EnvironmentAddress.parse("w1/new/dev");

    @Property(tries = 200)
    @Label("gives the same answer after any commits as reading every file, however often it was asked before")
    void after_any_commits(@ForAll("steps") List<Step> steps) {
        var state = new InMemoryStateRepository(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        var indexes = new EnvironmentIndexes(state, new PlatformView(state::history));
        for (var step : steps) {
            step.commit(state);
            if (step.ask()) {
                assertSays(indexes.of(state.snapshot()), state, state.snapshot());
            }
        }
        assertSays(indexes.of(state.snapshot()), state, state.snapshot());
        assertSays(
                new EnvironmentIndexes(state, new PlatformView(state::history)).of(state.snapshot()),
                state,
                state.snapshot());
    }

    @Property(tries = 100)
    @Label("of waiting changes equals the index after their commit")
    void of_waiting_changes(@ForAll("steps") List<Step> steps, @ForAll("edits") List<FileEdit> edits) {
        var state = new InMemoryStateRepository(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        steps.forEach(step -> step.commit(state));
        var indexes = new EnvironmentIndexes(state, new PlatformView(state::history));
        var base = state.snapshot();
        var changes = edits.stream()
                .map(edit -> new Change(List.of(edit), new CommitMessage("change", List.of())))
                .toList();

        var pending = indexes.of(PendingSnapshot.of(base).with(changes));
        if (!changes.isEmpty()) {
            state.commit(base, changes);
        }

        assertSays(pending, state, state.snapshot());
        assertSays(indexes.of(base), state, base);
    }

    @Property(tries = 200)
    @Label("finds every conflict that a check of all files finds")
    void finds_every_conflict(
            @ForAll("steps") List<Step> steps, @ForAll("files") EnvironmentFile file, @ForAll HostOwner owners) {
        var state = new InMemoryStateRepository(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        steps.forEach(step -> step.commit(state));
        var snapshot = state.snapshot();
        var layout = new PlatformView(state::history).inUse(snapshot).layout();
        ContractFiles.readAppEnvironment("new", file.bytes())
                .match(
                        document -> {
                            var sharing = new EnvironmentIndexes(state, new PlatformView(state::history))
                                    .of(snapshot)
                                    .sharing(NEW, UniqueKeys.of(document.value()), owners);
                            var all = EnvironmentFiles.find(snapshot, layout).keySet();
                            assertThat(clashes(document, snapshot, layout, sharing, owners))
                                    .isEqualTo(clashes(document, snapshot, layout, all, owners));
                            return true;
                        },
                        findings -> false);
    }

    private static List<Finding> clashes(
            Document<AppEnvironment> document,
            Snapshot snapshot,
            Layout layout,
            Collection<EnvironmentAddress> others,
            HostOwner owners) {
        var read = EnvironmentFiles.readClaims(snapshot, layout, others);
        read.put(NEW, Claimant.of(document));
        return RepositoryCheck.check(read, owners, any -> true).stream()
                .filter(finding -> finding.location().file().equals("new"))
                .toList();
    }

    private static void assertSays(EnvironmentIndex index, InMemoryStateRepository state, Snapshot snapshot) {
        var claims = claims(state, snapshot);
        for (var word : WORDS) {
            var repository = ImageRepository.parse("registry.example.org/" + word);
            var tracking = new ArrayList<EnvironmentAddress>();
            claims.forEach((address, claimed) -> {
                if (repository.toString().equals(claimed.repository())) {
                    tracking.add(address);
                }
            });
            assertThat(index.match(repository)).isEqualTo(Match.of(tracking));
        }
        for (var wanted : WANTED) {
            for (var owners : HostOwner.values()) {
                assertThat(index.sharing(NEW, wanted, owners))
                        .containsExactlyElementsOf(sharing(claims, wanted, owners));
            }
        }
    }

    private static List<EnvironmentAddress> sharing(
            Map<EnvironmentAddress, UniqueKeys> all, UniqueKeys wanted, HostOwner owners) {
        var sharing = new ArrayList<EnvironmentAddress>();
        all.forEach((address, claims) -> {
            boolean otherWorkspace =
                    !address.segments().get(0).equals(NEW.segments().get(0));
            if (same(claims.repository(), wanted.repository())
                    || same(claims.identity(), wanted.identity())
                    || same(claims.name(), wanted.name())
                    || same(claims.exposure(), wanted.exposure())
                    || (!owners.of(address).equals(owners.of(NEW)) && same(claims.host(), wanted.host()))
                    || (otherWorkspace && same(claims.namespace(), wanted.namespace()))) {
                sharing.add(address);
            }
        });
        return sharing;
    }

    private static boolean same(@Nullable String one, @Nullable String other) {
        return one != null && one.equals(other);
    }

    private static Map<EnvironmentAddress, UniqueKeys> claims(InMemoryStateRepository state, Snapshot snapshot) {
        var claims = new TreeMap<EnvironmentAddress, UniqueKeys>();
        var layout = new PlatformView(state::history).inUse(snapshot).layout();
        EnvironmentFiles.find(snapshot, layout)
                .forEach((address, path) -> snapshot.read(path)
                        .regularBytes()
                        .ifPresent(bytes -> claims.put(address, UniqueKeys.read(bytes))));
        return claims;
    }

    @Provide
    Arbitrary<EnvironmentFile> files() {
        var words = Arbitraries.of(WORDS);
        var paths = Arbitraries.of("/", "/login");
        return Combinators.combine(
                        words, words, words, words, paths, words, Arbitraries.of(EnvironmentFile.State.class))
                .as(EnvironmentFile::new);
    }

    @Provide
    Arbitrary<List<FileEdit>> edits() {
        var puts = Combinators.combine(paths(), files())
                .as((path, file) -> (FileEdit) new FileEdit.Put(StatePath.of(path), file.bytes()));
        var deletes = paths().map(path -> (FileEdit) new FileEdit.Delete(StatePath.of(path)));
        // Our own code decided the waiting changes, so settings among them can be read.
        var settings = settings().filter(text -> text.startsWith("apiVersion")).map(text ->
                (FileEdit) new FileEdit.Put(PlatformView.PATH, Bytes.utf8(text)));
        return Arbitraries.oneOf(puts, puts, deletes, settings).list().ofMaxSize(5);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        var asks = Arbitraries.of(true, false);
        var writes = Combinators.combine(paths(), files(), asks)
                .as((path, file, ask) -> new Step("write", path, file.bytes(), ask));
        var others = Combinators.combine(Arbitraries.of("remove", "link"), paths(), asks)
                .as((what, path, ask) -> new Step(what, path, Bytes.utf8(""), ask));
        var settings = Combinators.combine(settings(), asks)
                .as((text, ask) -> new Step("write", PlatformView.PATH.value(), Bytes.utf8(text), ask));
        return Arbitraries.oneOf(writes, writes, writes, others, settings)
                .list()
                .ofMaxSize(12);
    }

    private static Arbitrary<String> paths() {
        return Arbitraries.of(
                "workspaces/w1/projects/p/tenants/dev/app-env.yaml",
                "workspaces/w1/projects/p/tenants/prod/app-env.yaml",
                "workspaces/w2/projects/p/tenants/dev/app-env.yaml",
                "workspaces/w3/projects/p/tenants/dev/app-env.yaml",
                "workspaces/w3/projects/p/tenants/dev/release.yaml",
                "apps/a/b/c/app-env.yaml",
                "apps/a/d/c/app-env.yaml",
                "apps/app-env.yaml",
                "app-env.yaml");
    }

    private static Arbitrary<String> settings() {
        var head = "apiVersion: idp.meshcloud.io/v1alpha1\nkind: Platform\nspec:\n  layout: ";
        return Arbitraries.of(head + "apps/{x}/{y}/{z}\n", head + Layout.DEFAULT + "\n", "spec: [", "");
    }

    /** A commit of another author, and whether the index is asked afterwards. */
    record Step(String what, String path, Bytes bytes, boolean ask) {
        void commit(InMemoryStateRepository state) {
            switch (what) {
                case "remove" -> state.foreignRemoval("remove", path);
                case "link" -> state.foreignLink("link", path);
                default -> state.foreignCommit("write", Map.of(path, bytes));
            }
        }
    }
}
