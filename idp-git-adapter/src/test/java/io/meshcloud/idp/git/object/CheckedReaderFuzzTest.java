// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Objects with random changes: each is read as Git means it, or refused, and none takes long. */
@Slow
@Timeout(60)
class CheckedReaderFuzzTest {
    private static final int ROUNDS = 3_000;

    private final Random random = new Random(20261130);
    private int read;
    private int refused;

    private byte[] mutated(byte[] valid) {
        var bytes = valid.clone();
        for (int i = 0; i <= random.nextInt(3); i++) {
            switch (random.nextInt(4)) {
                case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                case 1 -> bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
                case 2 -> {
                    int at = random.nextInt(bytes.length);
                    int length = random.nextInt(bytes.length - at + 1);
                    var doubled = Arrays.copyOf(bytes, bytes.length + length);
                    System.arraycopy(bytes, at, doubled, bytes.length, length);
                    bytes = doubled;
                }
                default -> {
                    int at = random.nextInt(bytes.length);
                    bytes[at] ^= (byte) (1 << random.nextInt(8));
                }
            }
        }
        return bytes;
    }

    private static byte[] tree() {
        var bytes = new ByteArrayOutputStream();
        for (var entry : new String[] {"100644 app-env.yaml", "100644 release.yaml", "40000 tenants", "120000 z"}) {
            bytes.writeBytes((entry + "\0").getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes(new byte[Constants.OBJECT_ID_LENGTH]);
        }
        return bytes.toByteArray();
    }

    private static byte[] commit() {
        var id = ObjectId.zeroId().name();
        return ("tree " + id + "\nparent " + id
                        + "\nauthor A <a@b> 1700000000 +0000\ncommitter A <a@b> 1700000000 +0000\n"
                        + "encoding ISO-8859-1\n\nrelease: x\n\nIdp-Action: release\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void trees_and_commits_are_read_or_refused() throws IOException {
        try (var repository = new InMemoryRepository(new DfsRepositoryDescription("fuzz"))) {
            for (int round = 0; round < ROUNDS; round++) {
                int type = round % 2 == 0 ? Constants.OBJ_TREE : Constants.OBJ_COMMIT;
                var bytes = mutated(type == Constants.OBJ_TREE ? tree() : commit());
                try (var inserter = repository.newObjectInserter()) {
                    var id = inserter.insert(type, bytes);
                    inserter.flush();
                    read(repository, id, type, bytes);
                }
            }
        }
        assertThat(read).isGreaterThan(50);
        assertThat(refused).isGreaterThan(50);
    }

    private void read(InMemoryRepository repository, ObjectId id, int type, byte[] bytes) throws IOException {
        try (var reader = new CheckedReader(repository.newObjectReader())) {
            var source = ObjectSource.of(reader);
            if (type == Constants.OBJ_COMMIT) {
                assertThat(source.commit(id).getFullMessage()).isNotNull();
            } else {
                var names = new HashSet<String>();
                for (var at = source.tree(id).cursor(); at.hasEntry(); at.advance()) {
                    assertThat(at.end()).isLessThanOrEqualTo(bytes.length);
                    assertThat(names.add(at.name())).as("one entry of a name").isTrue();
                }
            }
            read++;
        } catch (RefusedObject e) {
            refused++;
            assertThat(e.problem(repository).problem().where()).isNotNull();
        }
    }
}
