// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.git.object.NewObjects;
import io.meshcloud.idp.git.object.RawTree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;

/** JGit reads from a pack exactly what was written into it. */
class PushPackProperties {

    @Property(tries = 100)
    void objects_of_every_type(@ForAll @IntRange(min = 1, max = 60) int count, @ForAll long seed) throws IOException {
        var random = new Random(seed);
        var remote = new InMemoryRepository(new DfsRepositoryDescription("remote"));
        var objects = new NewObjects();
        var added = new LinkedHashMap<ObjectId, byte[]>();
        for (int i = 0; i < count; i++) {
            var folder = folderOf(random.nextInt(40), random).bytes();
            added.put(objects.add(Constants.OBJ_TREE, folder), folder);
        }

        receive(remote, objects);

        for (var folder : added.entrySet()) {
            assertThat(read(remote, folder.getKey(), Constants.OBJ_TREE)).isEqualTo(folder.getValue());
        }
    }

    @Property(tries = 20)
    void folders_of_any_size(@ForAll @IntRange(min = 1_500, max = 2_500) int entries, @ForAll long seed)
            throws IOException {
        var folder = folderOf(entries, new Random(seed)).bytes();
        var remote = new InMemoryRepository(new DfsRepositoryDescription("remote"));
        var objects = new NewObjects();
        var id = objects.add(Constants.OBJ_TREE, folder);

        receive(remote, objects);

        assertThat(read(remote, id, Constants.OBJ_TREE)).isEqualTo(folder);
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

    @Property(tries = 100)
    void names_are_those_that_git_gives(@ForAll byte[] bytes) {
        assertThat(new NewObjects().add(Constants.OBJ_BLOB, bytes))
                .isEqualTo(new ObjectInserter.Formatter().idFor(Constants.OBJ_BLOB, bytes));
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

    private static void receive(Repository remote, NewObjects objects) throws IOException {
        var pack = new ByteArrayOutputStream();
        var written = PushPack.of(objects);
        written.writeTo(pack);
        assertThat(written.size()).isEqualTo(pack.size());
        try (var inserter = remote.newObjectInserter()) {
            var parser = inserter.newPackParser(new ByteArrayInputStream(pack.toByteArray()));
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
