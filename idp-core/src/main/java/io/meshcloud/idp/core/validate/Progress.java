package io.meshcloud.idp.core.validate;

/** Is told how far a long validation has come, on the thread that validates. */
@FunctionalInterface
public interface Progress {
    void at(int done, int total);

    /** Tells nobody. */
    static Progress silent() {
        return (done, total) -> {};
    }
}
