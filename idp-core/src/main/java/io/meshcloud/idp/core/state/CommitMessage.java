package io.meshcloud.idp.core.state;

import io.meshcloud.idp.contract.problem.Quoted;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a commit of the platform says: a subject for people and trailers that history is read from. No text of a user
 * can forge a trailer, because no part of a message may hold a line break or another control character, and every
 * user's text stands behind a key of ours.
 *
 * @param subject one line
 * @param trailers in their order
 */
public record CommitMessage(String subject, List<Trailer> trailers) {
    public CommitMessage {
        requireOneLine(subject);
        trailers = List.copyOf(trailers);
    }

    /**
     * @param key one of the platform's, see {@link TrailerKey}
     * @param value one line, not blank
     */
    public record Trailer(TrailerKey key, String value) {
        public Trailer {
            Objects.requireNonNull(key, "key");
            requireOneLine(value);
        }
    }

    /** The value of the last trailer with this key, as Git reads trailers. */
    public Optional<String> trailer(TrailerKey key) {
        return trailers.stream()
                .filter(trailer -> trailer.key() == key)
                .map(Trailer::value)
                .reduce((first, second) -> second);
    }

    /** Reads the subject and the known trailers of the last paragraph; whatever else stands there is passed over. */
    public static CommitMessage parse(String message) {
        throw new UnsupportedOperationException(message);
    }

    /** The message as it is stored: subject, blank line, trailers, each line ended. */
    @Override
    public String toString() {
        var text = new StringBuilder(subject).append('\n');
        if (!trailers.isEmpty()) {
            text.append('\n');
        }
        for (var trailer : trailers) {
            text.append(trailer.key()).append(": ").append(trailer.value()).append('\n');
        }
        return text.toString();
    }

    private static void requireOneLine(String text) {
        if (text.isBlank() || !text.codePoints().allMatch(Quoted::isHarmless)) {
            throw new IllegalArgumentException("not one line of plain text: " + Quoted.of(text));
        }
    }
}
