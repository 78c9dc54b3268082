// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.state;

/** A file that a commit changed. Valid only during the visit of its {@link CommitRecord}. */
public interface ChangedFile {
    /**
     * From the root, segments joined by {@code /}. A commit of another author may contain paths that no
     * {@code StatePath} can name.
     */
    String path();

    /** What was there before the commit; for a merge, in its first parent. */
    StateFile before();

    /** What is there after the commit. */
    StateFile after();
}
