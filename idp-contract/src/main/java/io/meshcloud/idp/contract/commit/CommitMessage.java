// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.commit;

import io.meshcloud.idp.contract.problem.Quoted;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The message of a commit of the platform: a subject for people, and trailers from which history is read. A user's text
 * cannot forge a trailer: no part of a message may contain a line break or another control character, and a user's text
 * only appears after a key of the platform.
 *
 * @param subject one line
 * @param trailers in their order
 */
public record CommitMessage(String subject, List<Trailer> trailers) {
    /** The longest message that is parsed for trailers, in characters. The platform's own are much shorter. */
    private static final int MAX_LENGTH = 64 * 1024;

    public CommitMessage {
        requireOneLine(subject);
        trailers = List.copyOf(trailers);
    }

    /**
     * @param key one of the platform's, see {@link TrailerKey}
     * @param value one line, not blank, without a space at either end, because Git would drop the space
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

    /**
     * Parses the subject and the known trailers of the last paragraph, and ignores all other lines. Parsing never
     * fails, because history also contains commits of others; a subject with forbidden characters is returned escaped.
     * A message of more than 64 Ki characters has no trailers.
     */
    public static CommitMessage parse(String message) {
        if (message.length() > MAX_LENGTH) {
            return new CommitMessage(parse(message.substring(0, MAX_LENGTH)).subject(), List.of());
        }
        var lines = message.strip().lines().toList();
        var subject = lines.isEmpty() ? "" : lines.get(0).strip();
        int blank = lines.size() - 1;
        while (blank > 0 && !lines.get(blank).isBlank()) {
            blank--;
        }
        // Without a blank line, there is only the paragraph of the subject.
        var trailers = blank <= 0
                ? List.<Trailer>of()
                : lines.subList(blank + 1, lines.size()).stream()
                        .flatMap(line -> parseTrailer(line).stream())
                        .toList();
        return new CommitMessage(isOneLine(subject) ? subject : Quoted.of(subject), trailers);
    }

    private static Optional<Trailer> parseTrailer(String line) {
        int colon = line.indexOf(": ");
        if (colon < 0) {
            return Optional.empty();
        }
        var value = line.substring(colon + 2);
        return TrailerKey.of(line.substring(0, colon))
                .filter(key -> isOneLine(value))
                .map(key -> new Trailer(key, value));
    }

    /** The message as stored: subject, blank line, trailers, each with a line break at its end. */
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

    private static boolean isOneLine(String text) {
        return !text.isBlank() && text.equals(text.strip()) && text.codePoints().allMatch(Quoted::isHarmless);
    }

    private static void requireOneLine(String text) {
        if (!isOneLine(text)) {
            throw new IllegalArgumentException("not one line of plain text: " + Quoted.of(text));
        }
    }
}
