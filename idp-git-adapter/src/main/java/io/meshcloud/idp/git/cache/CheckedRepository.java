// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import io.meshcloud.idp.git.object.CheckedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.transport.PackParser;

/**
 * A repository whose readers are {@link CheckedReader}s, and that takes no object from the network that is larger than
 * {@link #MAX_FETCHED}. Thread-safe.
 */
public final class CheckedRepository extends FileRepository {
    /** The largest object that is fetched, in bytes. JGit holds a commit or a tree in the heap while it arrives. */
    public static final long MAX_FETCHED = 32L << 20;

    /**
     * Opens a bare repository.
     *
     * @param objects the folder of its objects
     */
    public CheckedRepository(Path folder, Path objects) throws IOException {
        super(new RepositoryBuilder()
                .setGitDir(folder.toFile())
                .setObjectDirectory(objects.toFile())
                .setBare()
                .setup());
    }

    @Override
    public ObjectReader newObjectReader() {
        return new CheckedReader(super.newObjectReader());
    }

    @Override
    public ObjectInserter newObjectInserter() {
        return new LimitedInserter(super.newObjectInserter());
    }

    private static final class LimitedInserter extends ObjectInserter.Filter {
        private final ObjectInserter objects;

        LimitedInserter(ObjectInserter objects) {
            this.objects = objects;
        }

        @Override
        protected ObjectInserter delegate() {
            return objects;
        }

        @Override
        public PackParser newPackParser(InputStream in) throws IOException {
            var parser = super.newPackParser(in);
            parser.setMaxObjectSizeLimit(MAX_FETCHED);
            return parser;
        }
    }
}
