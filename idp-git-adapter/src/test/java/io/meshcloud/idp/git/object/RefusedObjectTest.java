// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import static io.meshcloud.idp.git.GitFixture.path;
import static io.meshcloud.idp.git.GitFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.derived.DerivedChanges;
import io.meshcloud.idp.core.verify.VerificationRequest;
import io.meshcloud.idp.core.verify.VerificationService;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.git.GitFixture;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.Problems;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.state.CommitIdentity;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that no version of Git writes, and objects that describe far more than they contain. */
@Timeout(60)
@Slow
class RefusedObjectTest {
    private static final String FOLDER = "workspaces/likvid/projects/hello/tenants/dev/";

    @TempDir
    private Path scratch;

    private BareRepository remote;
    private Repository objects;
    private GitStateRepository repository;
    private String good;

    @BeforeEach
    void fill() throws IOException {
        remote = BareRepository.create(scratch.resolve("state.git"));
        objects = new RepositoryBuilder()
                .setBare()
                .setGitDir(remote.folder().toFile())
                .build();
        good = remote.commit("main", "first", Map.of(FOLDER + "release.yaml", Bytes.utf8("one")))
                .value();
        repository = GitFixture.local(remote, scratch);
    }

    @AfterEach
    void close() {
        if (objects != null) {
            objects.close();
        }
    }

    /** An object of any content, as somebody who pushes without git can create it. */
    private String object(int type, byte[] bytes) {
        try (var inserter = objects.newObjectInserter()) {
            var id = inserter.insert(type, bytes);
            inserter.flush();
            return id.name();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String blob(String text) {
        return object(Constants.OBJ_BLOB, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] entry(String mode, String name, String id) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes((mode + " " + name + "\0").getBytes(StandardCharsets.UTF_8));
        var raw = new byte[20];
        ObjectId.fromString(id).copyRawTo(raw, 0);
        bytes.writeBytes(raw);
        return bytes.toByteArray();
    }

    /** Numbered entries of a folder. */
    private static byte[][] entries(String mode, int count, IntFunction<String> ids) {
        return IntStream.range(0, count)
                .mapToObj(i -> entry(mode, String.format("f%06d", i), ids.apply(i)))
                .toArray(byte[][]::new);
    }

    private void assertSearchIsRefused(String tip, String... limit) {
        var snapshot = repository.snapshot();

        var problem = Problems.of(() -> snapshot.find("release.yaml"));

        assertThat(problem.code()).isEqualTo(ProblemCode.GIT_LIMIT_EXCEEDED);
        assertThat(problem.what()).contains(limit);
        assertThat(problem.where()).contains(tip);
    }

    /** The only defect of the newest commit. */
    private Problem defectForAnAudit() {
        var defects = new ArrayList<Problem>();
        repository.commits(repository.snapshot(), null, commit -> {
            defects.addAll(commit.defects());
            return false;
        });
        assertThat(defects).hasSize(1);
        return defects.get(0);
    }

    private String tree(byte[]... entries) {
        var bytes = new ByteArrayOutputStream();
        for (var entry : entries) {
            bytes.writeBytes(entry);
        }
        return object(Constants.OBJ_TREE, bytes.toByteArray());
    }

    /** A commit with a folder at a path, on top of the branch. */
    private String push(String path, String tree) {
        var id = tree;
        var names = path.split("/");
        for (int i = names.length - 1; i >= 0; i--) {
            id = tree(entry("40000", names[i], id));
        }
        return push(id);
    }

    private String push(String root) {
        var commit = remote.git("commit-tree", root, "-p", remote.tip("main"), "-m", "by hand");
        remote.git("update-ref", "refs/heads/main", commit);
        return commit;
    }

    private String twice() {
        return tree(entry("100644", "release.yaml", blob("one")), entry("100644", "release.yaml", blob("two")));
    }

    @Nested
    class A_folder_that_breaks_the_rules_of_Git {

        private void assertRefused(Problem problem, String culprit) {
            assertThat(problem.code()).isEqualTo(ProblemCode.MALFORMED_OBJECT);
            assertThat(problem.where()).contains(culprit, FOLDER);
            assertThat(problem.fix()).contains("accept-rewrite");
        }

        @ParameterizedTest
        @CsvSource({
            "release.yaml, 100644, release.yaml, 100644",
            "release.yaml, 100644, release.yaml, 40000",
            "b, 100644, a, 100644",
            "a, 100644, .git, 100644",
            "a, 100644, .., 40000",
            "a, 100644, b/c, 100644",
            "a, 100644, b, 777777",
            "a, 100644, b, 0100644",
        })
        void is_refused_with_commit_and_path(String first, String mode, String second, String otherMode) {
            repository.snapshot();
            var folder = tree(entry("40000", "x", tree(entry("100644", "file", blob("")))));
            var bad = tree(
                    entry(mode, first, blob("one")),
                    entry(otherMode, second, otherMode.equals("40000") ? folder : blob("two")));
            var culprit = push(FOLDER, bad);

            assertRefused(Problems.of(repository::snapshot), culprit);
            assertRefused(
                    Problems.of(() ->
                            GitFixture.local(remote, scratch.resolve("fresh")).snapshot()),
                    culprit);
        }

        @Test
        void is_traced_to_the_commit_that_added_it() {
            repository.snapshot();
            var culprit = push(FOLDER, twice());
            var later = remote.git("rev-parse", culprit + "^{tree}");
            push(later);
            push(later);

            assertRefused(Problems.of(repository::snapshot), culprit);
        }

        @Test
        void prevents_writing() {
            var before = repository.snapshot();
            push(FOLDER, twice());

            assertThat(repository.commit(before, List.of(put(FOLDER + "release.yaml", "three"))))
                    .isInstanceOf(CommitResult.Conflict.class);
            assertThat(Problems.of(repository::snapshot).code()).isEqualTo(ProblemCode.MALFORMED_OBJECT);
        }

        @Test
        void is_harmless_once_replaced_but_named_in_the_audit_of_its_commit() {
            var culprit = push(FOLDER, twice());
            push(remote.git("rev-parse", good + "^{tree}"));

            var snapshot = repository.snapshot();

            assertThat(snapshot.read(path(FOLDER + "release.yaml")))
                    .isEqualTo(new StateFile.Regular(Bytes.utf8("one")));
            var defects = new ArrayList<String>();
            repository.commits(snapshot, null, commit -> {
                commit.defects().forEach(defect -> defects.add(commit.id().value() + " " + defect.code()));
                return true;
            });
            assertThat(defects).contains(culprit + " IDP-3013").doesNotContain(good + " IDP-3013");
            var report = new VerificationService(repository, new PlatformView(repository::history), DerivedChanges.NONE)
                    .verify(
                            Caller.platform(new Actor("auditor")),
                            new VerificationRequest(null, Set.of(new CommitIdentity("idp", "idp@localhost")), false),
                            progress -> {});
            assertThat(report.findings()).anySatisfy(finding -> {
                assertThat(finding.commit().value()).isEqualTo(culprit);
                assertThat(finding.code()).isEqualTo(ProblemCode.MALFORMED_OBJECT);
                assertThat(finding.path()).contains(FOLDER);
            });
            assertRefused(
                    Problems.of(() -> repository.history(snapshot, path(FOLDER + "release.yaml"), revision -> true)),
                    culprit);
        }
    }

    @Nested
    class A_few_objects_that_describe_millions_of_folders {

        /** Nine levels with ten folders each: a billion paths. */
        private String bomb(String innermost) {
            var tree = innermost;
            for (int level = 0; level < 9; level++) {
                var entries = new byte[10][];
                for (int i = 0; i < 10; i++) {
                    entries[i] = entry("40000", "f" + i, tree);
                }
                tree = tree(entries);
            }
            return tree;
        }

        @Test
        void have_no_effect_if_they_contain_no_file_of_the_platform() {
            var before = repository.snapshot();
            var root = remote.git("rev-parse", good + "^{tree}:workspaces");
            push(tree(
                    entry("40000", "docs", bomb(tree(entry("100644", "readme", blob("x"))))),
                    entry("40000", "workspaces", root)));

            var snapshot = repository.snapshot();

            assertThat(snapshot.find("release.yaml")).containsExactly(path(FOLDER + "release.yaml"));
            assertThat(repository.changed(before, snapshot, "release.yaml").orElse(List.of()))
                    .isEmpty();
            assertThat(repository.commit(snapshot, List.of(put(FOLDER + "release.yaml", "two"))))
                    .isInstanceOf(CommitResult.Committed.class);
        }

        @Test
        void are_refused_with_the_limit_and_the_commit_if_they_contain_one() {
            var tip = push("docs", bomb(tree(entry("100644", "release.yaml", blob("x")))));

            assertSearchIsRefused(tip, "300000", "'docs/f");
        }

        @Test
        void are_a_defect_of_their_commit_for_an_audit() {
            var tip = push("docs", bomb(tree(entry("100644", "readme", blob("x")))));

            var defect = defectForAnAudit();

            assertThat(defect.code()).isEqualTo(ProblemCode.GIT_LIMIT_EXCEEDED);
            assertThat(defect.where()).contains(tip);
        }
    }

    @Nested
    class Large_files_at_many_paths {
        private static final int PATHS = 5_000;

        private String folder(String blob, String name) {
            return tree(entry("100644", name, blob));
        }

        /** A folder with numbered folders. */
        private String folders(int count, IntFunction<String> ids) {
            return tree(entries("40000", count, ids));
        }

        private String large(int number) {
            return blob(String.format("%08d", number).repeat(Snapshot.MAX_FILE_SIZE / 8));
        }

        @Test
        void share_their_bytes_if_they_are_the_same_blob() {
            var one = folder(large(1), "app-env.yaml");
            push("docs", folders(PATHS, i -> one));
            var bytes = new ArrayList<Bytes>();

            repository
                    .snapshot()
                    .forEach("app-env.yaml", (path, file) -> bytes.add(((StateFile.Regular) file).bytes()));

            assertThat(bytes).hasSize(PATHS).allMatch(it -> it.size() == Snapshot.MAX_FILE_SIZE);
            var copies = Collections.<Bytes>newSetFromMap(new IdentityHashMap<>());
            copies.addAll(bytes);
            assertThat(copies).hasSizeLessThanOrEqualTo(2);
        }

        @Test
        void are_read_a_few_at_a_time_in_their_order() throws IOException {
            int count = 600;
            var root = folders(count, i -> folder(large(i), "app-env.yaml"));
            var commit = ObjectId.fromString(push("docs", root));
            var visited = new ArrayList<StatePath>();

            repository.snapshot().forEach("app-env.yaml", (path, file) -> visited.add(path));

            assertThat(visited).hasSize(count).isSorted();
            try (var reader = objects.newObjectReader()) {
                var batch = StateTree.at(
                        ObjectSource.of(reader),
                        commit,
                        tree -> tree.read(tree.search("app-env.yaml").subList(0, 100), Long.MAX_VALUE));
                assertThat(batch).hasSize(TreeSearch.MAX_BATCH_BYTES / Snapshot.MAX_FILE_SIZE);
            }
        }

        @Test
        void are_refused_with_commit_and_path_if_they_have_gigabytes_together() {
            var one = folder(large(1), "app-env.yaml");
            var tip = push("docs", folders(10_000, i -> one));
            push(remote.git("rev-parse", tip + "^{tree}"));
            var visits = new AtomicInteger();

            var problem = Problems.of(
                    () -> repository.snapshot().forEach("app-env.yaml", (path, file) -> visits.incrementAndGet()));

            assertThat(problem.code()).isEqualTo(ProblemCode.GIT_LIMIT_EXCEEDED);
            assertThat(problem.where()).contains(tip, "docs/f000000/app-env.yaml");
            assertThat(visits).hasValueLessThan(10_000);
        }
    }

    @Test
    void Long_paths_that_have_too_many_characters_together_are_refused() {
        var tree = tree(entry("100644", "release.yaml", blob("x")));
        var folder = tree;
        tree = tree(entries("40000", 1_000, i -> folder));
        for (int i = 0; i < 40; i++) {
            tree = tree(entry("40000", "f".repeat(2_000), tree));
        }
        var tip = push("docs", tree);

        assertSearchIsRefused(tip, "characters");
    }

    @Test
    void A_few_folders_with_very_many_folders_are_refused() {
        var empty = tree(entry("100644", "readme", blob("x")));
        var entries = entries("40000", 120_000, i -> empty);
        var wide = tree(entries);
        for (int i = 0; i < 10; i++) {
            entries[0] = entry("40000", "f000000", wide);
            wide = tree(entries);
        }
        var tip = push("docs", wide);

        assertSearchIsRefused(tip, "1000000 entries");
    }

    @Test
    void A_merge_of_very_many_files_that_differ_in_all_parents_is_a_defect_of_its_commit() {
        var contents = Stream.of("base", "one", "two").map(this::blob).toList();
        var sides = new ArrayList<String>();
        for (var content : contents) {
            sides.add(tree(entries("100644", 60_000, i -> content)));
        }
        var start = push(sides.get(0));
        var one = remote.git("commit-tree", sides.get(1), "-p", start, "-m", "one");
        var two = remote.git("commit-tree", sides.get(2), "-p", start, "-m", "two");
        var merge = remote.git("commit-tree", sides.get(1), "-p", one, "-p", two, "-m", "merge");
        remote.git("update-ref", "refs/heads/main", merge);

        var defect = defectForAnAudit();

        assertThat(defect.code()).isEqualTo(ProblemCode.GIT_LIMIT_EXCEEDED);
        assertThat(defect.what()).contains("too many files differ between its parents");
        assertThat(defect.where()).contains(merge);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void A_branch_that_points_to_a_file_or_a_tag_is_refused_and_the_cache_is_not_blamed(boolean known)
            throws IOException {
        if (known) {
            repository.snapshot();
        }
        var tag = "object " + good + "\ntype commit\ntag v1\ntagger A <a@b> 1700000000 +0000\n\nv1\n";
        for (var id : List.of(blob("x"), object(Constants.OBJ_TAG, tag.getBytes(StandardCharsets.UTF_8)))) {
            Files.writeString(remote.folder().resolve("refs/heads/main"), id + "\n");

            var problem = Problems.of(repository::snapshot);

            assertThat(problem.code()).isEqualTo(ProblemCode.MALFORMED_OBJECT);
            assertThat(problem.what()).contains("'refs/heads/main'", id, "not to a commit");
        }
    }

    @Test
    void Folders_that_are_nested_too_deeply_are_refused_where_a_file_of_the_platform_is_in_them() {
        var tree = tree(entry("100644", "release.yaml", blob("x")));
        for (int i = 0; i < 3_000; i++) {
            tree = tree(entry("40000", "f", tree));
        }
        var tip = push("docs", tree);

        assertSearchIsRefused(tip, "deeper than 64");
        assertThat(repository.snapshot().find("app-env.yaml")).isEmpty();
    }

    @Nested
    class An_object_that_is_too_large {

        private String commitOf(int bytes) {
            var message = "x".repeat(bytes);
            var text = "tree " + remote.git("rev-parse", good + "^{tree}") + "\nparent " + good
                    + "\nauthor A <a@b> 1700000000 +0000\ncommitter A <a@b> 1700000000 +0000\n\n" + message + "\n";
            var commit = object(Constants.OBJ_COMMIT, text.getBytes(StandardCharsets.UTF_8));
            remote.git("update-ref", "refs/heads/main", commit);
            return commit;
        }

        @Test
        void is_named_if_it_is_a_commit() {
            repository.snapshot();
            var commit = commitOf(2 << 20);

            var problem = Problems.of(repository::snapshot);

            assertThat(problem.code()).isEqualTo(ProblemCode.GIT_LIMIT_EXCEEDED);
            assertThat(problem.what()).contains(commit, "1048576 bytes");
            assertThat(problem.where()).contains(commit);
        }

        @Test
        void is_not_even_fetched_above_a_limit() {
            var commit = commitOf(40 << 20);

            var problem = Problems.of(repository::snapshot);

            assertThat(problem.code()).isEqualTo(ProblemCode.GIT_LIMIT_EXCEEDED);
            assertThat(problem.what()).contains("33554432 bytes");
            assertThat(problem.where()).contains(commit);
        }

        @Test
        void is_named_with_its_path_if_it_is_a_folder() {
            var entries = new byte[250_000][];
            var id = blob("x");
            for (int i = 0; i < entries.length; i++) {
                entries[i] = entry("100644", String.format("file-%010d", i), id);
            }
            var tip = push("docs/large", tree(entries));

            var problem = Problems.of(repository::snapshot);

            assertThat(problem.code()).isEqualTo(ProblemCode.GIT_LIMIT_EXCEEDED);
            assertThat(problem.where()).contains(tip, "docs/large");
        }
    }

    @Test
    void A_commit_whose_names_and_times_Git_cannot_read_does_not_stop_an_audit() {
        var text = "tree " + remote.git("rev-parse", good + "^{tree}") + "\nparent " + good
                + "\nauthor \ncommitter \n\nby hand\n";
        remote.git(
                "update-ref", "refs/heads/main", object(Constants.OBJ_COMMIT, text.getBytes(StandardCharsets.UTF_8)));
        var audited = new ArrayList<String>();

        repository.commits(repository.snapshot(), null, commit -> {
            audited.add(commit.message() + commit.committer() + commit.committedAt() + commit.author());
            return true;
        });

        assertThat(audited).hasSize(2);
        assertThat(audited.get(0)).startsWith("by hand\n");
    }
}
