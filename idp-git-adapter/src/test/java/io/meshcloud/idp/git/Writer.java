// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git;

import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.FileEdit;
import java.nio.file.Path;
import java.util.List;

/**
 * A program that writes to a state repository, each time on a new snapshot until it succeeds. Arguments: URL, scratch
 * folder, its name, the number of commits. Prints the number of its commits on the branch at the end.
 */
public final class Writer {
    private Writer() {}

    public static void main(String[] arguments) {
        var scratch = Path.of(arguments[1]);
        var repository = new GitStateRepository(GitFixture.config(arguments[0], scratch));
        write(repository, arguments[2], Integer.parseInt(arguments[3]));
        var count = new int[1];
        repository.history(repository.snapshot(), GitFixture.path(arguments[2]), revision -> ++count[0] > 0);
        System.out.println(count[0] + 1);
    }

    static void write(GitStateRepository repository, String name, int times) {
        for (int i = 0; i < times; i++) {
            var change = new Change(
                    List.of(new FileEdit.Put(GitFixture.path(name + "/file" + i), Bytes.utf8("text"))),
                    new CommitMessage(name + " " + i, List.of()));
            while (repository.commit(repository.snapshot(), List.of(change)) instanceof CommitResult.Conflict) {
                Thread.onSpinWait();
            }
        }
    }
}
