// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.summary;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.hold.Hold;
import io.meshcloud.idp.spi.state.CommitId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Summaries as bytes, for {@link io.meshcloud.idp.spi.state.ReadModelStore}: a line of text for each value, empty for an
 * absent one. The store detects damage; bytes of another form than this version writes are refused.
 */
final class SummaryBytes {
    /** Raised with each change of the form. */
    private static final String FORM = "idp summaries 1";

    /** Begins the line of a value that is there, which may be an empty text. */
    private static final char THERE = '=';

    private SummaryBytes() {}

    /** The summaries of a commit. */
    record Stored(CommitId commit, List<EnvironmentSummary> rows) {
        Stored {
            rows = List.copyOf(rows);
        }
    }

    static Bytes write(CommitId commit, Collection<EnvironmentSummary> rows) {
        var lines = new Lines();
        lines.add(FORM);
        lines.add(commit.value());
        lines.add(rows.size());
        rows.forEach(row -> write(lines, row));
        return Bytes.utf8(lines.text.toString());
    }

    /** Empty if the bytes have another form. */
    static Optional<Stored> read(Bytes bytes) {
        var values = new Values(bytes.asText());
        try {
            if (!FORM.equals(values.optional(text -> text))) {
                return Optional.empty();
            }
            var commit = new CommitId(values.required());
            int count = values.number();
            var rows = new ArrayList<EnvironmentSummary>();
            for (int i = 0; i < count; i++) {
                rows.add(row(values));
            }
            return values.isAtEnd() ? Optional.of(new Stored(commit, rows)) : Optional.empty();
        } catch (IdpException | IllegalArgumentException | DateTimeException | NoSuchElementException e) {
            return Optional.empty();
        }
    }

    private static void write(Lines lines, EnvironmentSummary row) {
        var mode = row.mode();
        var hold = row.hold();
        lines.add(row.address());
        lines.add(row.kind());
        lines.add(mode == null ? null : mode.name());
        lines.add(hold == null ? null : hold.since());
        lines.add(hold == null ? null : hold.actor());
        lines.add(hold == null ? null : hold.reason());
        lines.add(row.repository());
        lines.add(row.namespace());
        lines.add(row.cluster());
        lines.add(row.image());
        lines.add(row.releasedTag());
        lines.add(row.releasedAt());
        lines.add(row.findings().size());
        for (var finding : row.findings()) {
            lines.add(finding.code().name());
            lines.add(finding.severity().name());
            lines.add(finding.location().file());
            lines.add(finding.location().line());
            lines.add(finding.location().column());
            lines.add(finding.pointer());
            lines.add(finding.what());
            lines.add(finding.fix());
        }
    }

    private static EnvironmentSummary row(Values values) {
        return new EnvironmentSummary(
                EnvironmentAddress.parse(values.required()),
                values.optional(Slug::parse),
                values.optional(DeployMode::valueOf),
                hold(values),
                values.optional(ImageRepository::parse),
                values.optional(text -> text),
                values.optional(text -> text),
                values.optional(ImageReference::parse),
                values.optional(Tag::parse),
                values.optional(Instant::parse),
                findings(values));
    }

    private static @Nullable Hold hold(Values values) {
        var since = values.optional(Instant::parse);
        var actor = values.optional(text -> text);
        var reason = values.optional(text -> text);
        return since == null ? null : new Hold(since, actor, reason);
    }

    private static List<Finding> findings(Values values) {
        int count = values.number();
        var findings = new ArrayList<Finding>();
        for (int i = 0; i < count; i++) {
            findings.add(new Finding(
                    ProblemCode.valueOf(values.required()),
                    Finding.Severity.valueOf(values.required()),
                    new Location(values.required(), values.number(), values.number()),
                    values.required(),
                    values.required(),
                    values.required()));
        }
        return findings;
    }

    /** Writes one value in each line. */
    private static final class Lines {
        private final StringBuilder text = new StringBuilder();

        void add(@Nullable Object value) {
            if (value != null) {
                text.append(THERE).append(value.toString().replace("\\", "\\\\").replace("\n", "\\n"));
            }
            text.append('\n');
        }
    }

    /** Reads one value from each line. */
    private static final class Values {
        private final String text;
        private int at;

        private Values(String text) {
            this.text = text;
        }

        boolean isAtEnd() {
            return at == text.length();
        }

        int number() {
            return Integer.parseInt(required());
        }

        String required() {
            return Optional.ofNullable(optional(value -> value)).orElseThrow();
        }

        <T> @Nullable T optional(Function<String, T> parser) {
            int end = text.indexOf('\n', at);
            if (end < 0) {
                throw new NoSuchElementException("the last value is not complete");
            }
            var line = text.substring(at, end);
            at = end + 1;
            return line.isEmpty() || line.charAt(0) != THERE ? null : parser.apply(unescaped(line));
        }

        private static String unescaped(String line) {
            if (line.indexOf('\\') < 0) {
                return line.substring(1);
            }
            var value = new StringBuilder();
            for (int i = 1; i < line.length(); i++) {
                char c = line.charAt(i);
                if (c == '\\' && i + 1 < line.length()) {
                    i++;
                    value.append(line.charAt(i) == 'n' ? '\n' : line.charAt(i));
                } else {
                    value.append(c);
                }
            }
            return value.toString();
        }
    }
}
