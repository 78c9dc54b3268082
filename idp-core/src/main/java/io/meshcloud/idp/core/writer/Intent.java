package io.meshcloud.idp.core.writer;

/**
 * What a caller wants of the state repository, as a decision on whatever state there is when its turn comes. It may be
 * decided several times, on another state each time; it does no registry I/O and has no effect of its own.
 *
 * @param <T> what the caller is answered
 */
@FunctionalInterface
public interface Intent<T> {
    Plan<T> decide(PendingSnapshot snapshot);
}
