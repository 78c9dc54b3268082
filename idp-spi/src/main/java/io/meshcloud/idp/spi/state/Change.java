package io.meshcloud.idp.spi.state;

import io.meshcloud.idp.contract.commit.CommitMessage;
import java.util.List;
import java.util.Objects;

/**
 * One commit to be: what it touches and what it says.
 *
 * @param edits no path twice; none for a commit that only says something
 * @param message what the commit says; see {@link CommitMessage}
 */
public record Change(List<FileEdit> edits, CommitMessage message) {
    public Change {
        edits = List.copyOf(edits);
        Objects.requireNonNull(message, "message");
        if (edits.stream().map(FileEdit::path).distinct().count() != edits.size()) {
            throw new IllegalArgumentException("a change touches each path once");
        }
    }
}
