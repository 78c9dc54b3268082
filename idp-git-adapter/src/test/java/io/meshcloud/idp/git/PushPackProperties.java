package io.meshcloud.idp.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/** Whatever goes into a pack comes out of it again, as JGit reads it. */
class PushPackProperties {

    @Provide
    Arbitrary<List<String>> names() {
        return Arbitraries.strings()
                .withCharRange('a', 'e')
                .ofMinLength(1)
                .ofMaxLength(3)
                .list()
                .ofMinSize(1)
                .ofMaxSize(80);
    }

    @Property(tries = 200)
    void versions_of_a_folder_behind_one_that_the_remote_has(
            @ForAll("names") List<String> names, @ForAll long seed, @ForAll @IntRange(max = 60) int wide)
            throws IOException {
        var random = new Random(seed);
        var remote = new InMemoryRepository(new DfsRepositoryDescription("remote"));
        var folder = folderOf(wide, random);
        var before = insert(remote, Constants.OBJ_TREE, folder.bytes());
        var objects = new NewObjects();
        var versions = new ArrayList<RawTree>();
        var ids = new ArrayList<ObjectId>();
        for (var name : names) {
            var next = folder.find(name) != null && random.nextBoolean()
                    ? folder.without(name)
                    : folder.with(name, FileMode.REGULAR_FILE, any(random));
            before = objects.addFolder(next, before, folder);
            folder = next;
            versions.add(next);
            ids.add(before);
        }

        receive(remote, objects);

        for (int i = 0; i < ids.size(); i++) {
            assertThat(read(remote, ids.get(i), Constants.OBJ_TREE))
                    .isEqualTo(versions.get(i).bytes());
        }
    }

    @Property(tries = 100)
    void files_of_any_size(@ForAll @IntRange(max = 200_000) int size, @ForAll long seed) throws IOException {
        var bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        var remote = new InMemoryRepository(new DfsRepositoryDescription("remote"));
        var objects = new NewObjects();
        var id = objects.add(Constants.OBJ_BLOB, bytes);

        receive(remote, objects);

        assertThat(read(remote, id, Constants.OBJ_BLOB)).isEqualTo(bytes);
    }

    @Property(tries = 20)
    void no_chain_of_differences_is_longer_than_git_makes_them(@ForAll long seed) {
        var random = new Random(seed);
        var objects = new NewObjects();
        var folder = folderOf(3, random);
        var before = any(random);
        for (int i = 0; i < 200; i++) {
            var next = folder.with("file", FileMode.REGULAR_FILE, any(random));
            before = objects.addFolder(next, before, folder);
            folder = next;
        }

        assertThat(objects.all()).hasSize(200).allMatch(object -> object.depth() <= 50);
        assertThat(objects.all()).anyMatch(object -> object.depth() == 50);
    }

    private static RawTree folderOf(int entries, Random random) {
        var folder = RawTree.EMPTY;
        for (int i = 0; i < entries; i++) {
            folder = folder.with("entry-" + i, FileMode.TREE, any(random));
        }
        return folder;
    }

    private static ObjectId any(Random random) {
        var raw = new byte[Constants.OBJECT_ID_LENGTH];
        random.nextBytes(raw);
        return ObjectId.fromRaw(raw);
    }

    private static ObjectId insert(Repository repository, int type, byte[] bytes) throws IOException {
        try (var inserter = repository.newObjectInserter()) {
            var id = inserter.insert(type, bytes);
            inserter.flush();
            return id;
        }
    }

    private static void receive(Repository remote, NewObjects objects) throws IOException {
        var pack = new ByteArrayOutputStream();
        PushPack.write(objects, pack);
        try (var inserter = remote.newObjectInserter()) {
            var parser = inserter.newPackParser(new ByteArrayInputStream(pack.toByteArray()));
            parser.setAllowThin(true);
            parser.parse(NullProgressMonitor.INSTANCE);
            inserter.flush();
        }
    }

    private static byte[] read(Repository repository, ObjectId id, int type) throws IOException {
        try (var reader = repository.newObjectReader()) {
            return reader.open(id, type).getCachedBytes(Integer.MAX_VALUE);
        }
    }
}
