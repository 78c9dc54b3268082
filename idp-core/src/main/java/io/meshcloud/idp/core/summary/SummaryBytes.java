// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.summary;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Slug;
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
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Summaries as bytes, for {@link io.meshcloud.idp.spi.state.ReadModelStore}. The store detects damage; bytes of another
 * form than this version writes are refused.
 */
final class SummaryBytes {
    /** Raised with each change of the form. */
    private static final int FORM = 1;

    private static final int NULL = -1;

    private SummaryBytes() {}

    /** The summaries of a commit. */
    record Stored(CommitId commit, List<EnvironmentSummary> rows) {
        Stored {
            rows = List.copyOf(rows);
        }
    }

    static byte[] write(CommitId commit, Collection<EnvironmentSummary> rows) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeInt(FORM);
            text(out, commit.value());
            out.writeInt(rows.size());
            for (var row : rows) {
                write(out, row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    /** Empty if the bytes have another form. */
    static Optional<Stored> read(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readInt() != FORM) {
                return Optional.empty();
            }
            var commit = new CommitId(required(in));
            int count = in.readInt();
            var rows = new ArrayList<EnvironmentSummary>();
            for (int i = 0; i < count; i++) {
                rows.add(row(in));
            }
            return in.read() < 0 ? Optional.of(new Stored(commit, rows)) : Optional.empty();
        } catch (IOException | IdpException | IllegalArgumentException | java.time.DateTimeException e) {
            return Optional.empty();
        }
    }

    private static void write(DataOutputStream out, EnvironmentSummary row) throws IOException {
        text(out, row.address());
        text(out, row.kind());
        text(out, row.mode() == null ? null : row.mode().name());
        var hold = row.hold();
        text(out, hold == null ? null : hold.since());
        if (hold != null) {
            text(out, hold.actor());
            text(out, hold.reason());
        }
        text(out, row.repository());
        text(out, row.namespace());
        text(out, row.cluster());
        text(out, row.image());
        text(out, row.releasedTag());
        text(out, row.releasedAt());
        out.writeInt(row.findings().size());
        for (var finding : row.findings()) {
            text(out, finding.code().name());
            text(out, finding.severity().name());
            text(out, finding.location().file());
            out.writeInt(finding.location().line());
            out.writeInt(finding.location().column());
            text(out, finding.pointer());
            text(out, finding.what());
            text(out, finding.fix());
        }
    }

    private static EnvironmentSummary row(DataInputStream in) throws IOException {
        return new EnvironmentSummary(
                EnvironmentAddress.parse(required(in)),
                optional(in, Slug::parse),
                optional(in, DeployMode::valueOf),
                hold(in),
                optional(in, ImageRepository::parse),
                optional(in, text -> text),
                optional(in, text -> text),
                optional(in, ImageReference::parse),
                optional(in, Tag::parse),
                optional(in, Instant::parse),
                findings(in));
    }

    private static @Nullable Hold hold(DataInputStream in) throws IOException {
        var since = optional(in, Instant::parse);
        return since == null ? null : new Hold(since, optional(in, text -> text), optional(in, text -> text));
    }

    private static List<Finding> findings(DataInputStream in) throws IOException {
        int count = in.readInt();
        var findings = new ArrayList<Finding>();
        for (int i = 0; i < count; i++) {
            findings.add(new Finding(
                    ProblemCode.valueOf(required(in)),
                    Finding.Severity.valueOf(required(in)),
                    new Location(required(in), in.readInt(), in.readInt()),
                    required(in),
                    required(in),
                    required(in)));
        }
        return findings;
    }

    private static void text(DataOutputStream out, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeInt(NULL);
            return;
        }
        var bytes = value.toString().getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String required(DataInputStream in) throws IOException {
        var text = optional(in, value -> value);
        if (text == null) {
            throw new IOException("a text is missing");
        }
        return text;
    }

    private static <T> @Nullable T optional(DataInputStream in, Function<String, T> parser) throws IOException {
        int length = in.readInt();
        if (length == NULL) {
            return null;
        }
        if (length < 0 || length > in.available()) {
            throw new IOException("a text is longer than the bytes");
        }
        return parser.apply(new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }
}
