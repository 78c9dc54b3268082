package io.meshcloud.idp.spi.state;

/** What a commit did to one path; to be asked only during the visit of its {@link CommitRecord}. */
public interface ChangedFile {
    /** From the root, parts joined by {@code /}. Somebody else's path may hold what no {@code StatePath} can. */
    String path();

    /** What lay there before; for a merge, in its first parent. */
    StateFile before();

    /** What lies there since. */
    StateFile after();
}
