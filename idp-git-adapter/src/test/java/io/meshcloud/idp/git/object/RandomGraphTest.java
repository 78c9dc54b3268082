// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import static io.meshcloud.idp.git.GitFixture.config;
import static io.meshcloud.idp.git.GitFixture.path;
import static io.meshcloud.idp.git.GitFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.object.RandomGraph.Defect;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.testkit.RealPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random graphs of objects, sound and defective, from a server that checks nothing: each answer is what git itself
 * reads, or a problem with a code. No list lacks an entry.
 */
@Timeout(120)
@Slow
class RandomGraphTest {
    private static final int GRAPHS = 60;
    private static final String FILE = "release.yaml";

    @TempDir
    private Path scratch;

    private final Map<Defect, Integer> answers = new EnumMap<>(Defect.class);
    private final Map<Defect, Integer> problems = new EnumMap<>(Defect.class);

    @Test
    void each_answer_is_complete_or_a_problem() throws IOException {
        var random = new Random(20261130);
        var first = new RandomGraph(random, 0);
        try (var server = new PackServer(first)) {
            for (int i = 0; i < GRAPHS; i++) {
                var graph = new RandomGraph(random, i);
                server.serve(graph);
                var real = new RealGit(graph, scratch.resolve("real-" + i));
                try (var repository = new GitStateRepository(config(server.url(), scratch.resolve("idp-" + i)))) {
                    assertReadsLikeGit(graph, repository, real);
                }
            }
        }
        for (var defect : Defect.values()) {
            assertThat(answers.getOrDefault(defect, 0) + problems.getOrDefault(defect, 0))
                    .as("questions about %s", defect)
                    .isPositive();
        }
        assertThat(answers).containsKeys(Defect.NONE, Defect.MISSING_OBJECT, Defect.WRONG_TYPE);
        assertThat(problems).containsKeys(Defect.MISSING_OBJECT, Defect.WRONG_TYPE, Defect.NAME_TWICE);
    }

    /** The answer; empty for a problem, which only a defective graph may cause. */
    private <T> Optional<T> answer(RandomGraph graph, Supplier<T> question) {
        try {
            var answer = question.get();
            answers.merge(graph.defect(), 1, Integer::sum);
            return Optional.of(answer);
        } catch (IdpException e) {
            assertThat(graph.defect()).as("refused: %s", e.problem()).isNotEqualTo(Defect.NONE);
            problems.merge(graph.defect(), 1, Integer::sum);
            return Optional.empty();
        }
    }

    private void assertReadsLikeGit(RandomGraph graph, GitStateRepository repository, RealGit real) {
        var snapshot = answer(graph, repository::snapshot);
        if (snapshot.isEmpty()) {
            return;
        }
        var from = snapshot.get();
        assertThat(from.commit().map(Object::toString)).contains(graph.tip().name());
        answer(graph, () -> find(from)).ifPresent(found -> assertThat(found).isEqualTo(real.find(FILE)));
        real.entries()
                .ifPresent(entries -> entries.forEach((path, entry) -> answer(graph, () -> from.read(path(path)))
                        .ifPresent(file -> assertThat(file).as(path).satisfies(it -> assertIs(it, entry, graph)))));
        answer(graph, () -> commits(repository, from))
                .ifPresent(ids -> assertThat(ids).containsExactlyInAnyOrderElementsOf(real.revisions()));
        if (graph.isLinear()) {
            answer(graph, () -> history(repository, from))
                    .ifPresent(ids -> assertThat(ids).isEqualTo(real.revisions("--", "tenants")));
        }
        answer(graph, () -> repository.commit(from, List.of(put("new/" + FILE, "new"))))
                .ifPresent(result -> assertAdded(graph, ((CommitResult.Committed) result).snapshot(), real));
    }

    /** After a push the same files are there, and the new one. */
    private void assertAdded(RandomGraph graph, Snapshot after, RealGit real) {
        answer(graph, () -> find(after)).ifPresent(found -> {
            var expected = new ArrayList<>(real.find(FILE));
            expected.add("new/" + FILE);
            assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        });
        assertThat(after.read(path("new/" + FILE))).isEqualTo(new StateFile.Regular(Bytes.utf8("new")));
    }

    private static List<String> find(Snapshot snapshot) {
        return snapshot.find(FILE).stream().map(Object::toString).toList();
    }

    private static List<String> commits(GitStateRepository repository, Snapshot from) {
        var ids = new ArrayList<String>();
        repository.commits(from, null, commit -> ids.add(commit.id().value()));
        return ids;
    }

    private static List<String> history(GitStateRepository repository, Snapshot from) {
        var ids = new ArrayList<String>();
        repository.history(
                from, path("tenants"), revision -> ids.add(revision.commit().value()));
        return ids;
    }

    private static void assertIs(StateFile file, Entry entry, RandomGraph graph) {
        if (entry.mode().startsWith("100")) {
            var blob = Objects.requireNonNull(graph.objects().get(entry.id()), "a file that git does not have");
            assertThat(blob.type()).isEqualTo(Constants.OBJ_BLOB);
            assertThat(file).isEqualTo(new StateFile.Regular(blob.bytes()));
        } else {
            assertThat(file).isInstanceOf(StateFile.NotRegular.class);
        }
    }

    private record Entry(String mode, ObjectId id) {}

    /**
     * What git itself reads of a graph. Each answer fails the test where git fails, because idp must not answer then.
     */
    private static final class RealGit {
        private final Path folder;
        private final String tip;
        private final Optional<Map<String, Entry>> entries;

        RealGit(RandomGraph graph, Path folder) throws IOException {
            this.folder = folder;
            this.tip = graph.tip().name();
            try (var repository = new FileRepository(folder.toFile())) {
                repository.create(true);
                try (var inserter = repository.getObjectDatabase().newPackInserter()) {
                    for (var item : graph.objects().values()) {
                        inserter.insert(item.type(), item.bytes().toArray());
                    }
                    inserter.flush();
                }
            }
            this.entries = git("ls-tree", "-r", "-t", "-z", tip).map(RealGit::parse);
        }

        private Optional<String> git(String... words) {
            try {
                return Optional.of(RealPart.git(folder, words));
            } catch (AssertionError e) {
                return Optional.empty();
            }
        }

        private static Map<String, Entry> parse(String listed) {
            var entries = new TreeMap<String, Entry>();
            for (var line : listed.isEmpty() ? new String[0] : listed.split("\0")) {
                if (isStatePath(line.substring(line.indexOf('\t') + 1))) {
                    var fields = line.substring(0, line.indexOf('\t')).split(" ");
                    entries.put(
                            line.substring(line.indexOf('\t') + 1),
                            new Entry(fields[0], ObjectId.fromString(fields[2])));
                }
            }
            return entries;
        }

        /** Entries that no path of the state repository can name are omitted. */
        private static boolean isStatePath(String path) {
            return path.chars().allMatch(c -> c < 0x80);
        }

        Optional<Map<String, Entry>> entries() {
            return entries;
        }

        List<String> find(String name) {
            return entries.orElseThrow(() -> new AssertionError("git cannot list " + tip)).keySet().stream()
                    .filter(path -> path.equals(name) || path.endsWith("/" + name))
                    .sorted((one, other) -> Arrays.compareUnsigned(
                            one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)))
                    .toList();
        }

        List<String> revisions(String... words) {
            var all = new ArrayList<>(List.of("rev-list", tip));
            all.addAll(List.of(words));
            return git(all.toArray(String[]::new))
                    .orElseThrow(() -> new AssertionError("git cannot walk " + tip))
                    .lines()
                    .toList();
        }
    }
}
