// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.write;

import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.DocumentKind;
import io.meshcloud.idp.contract.text.Ascii;
import io.meshcloud.idp.contract.yaml.node.PlainScalars;
import io.meshcloud.idp.contract.yaml.node.YamlTree;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.yaml.snakeyaml.DumperOptions;

/**
 * Writes files in the order and style of ADR-004. Equal values give equal bytes: line feeds, two spaces of indentation,
 * and quotes exactly where {@link Quoting} requires them.
 */
public final class CanonicalWriter {
    private static final YAMLFactory UNICODE = factory(true);
    private static final YAMLFactory ASCII = factory(false);

    private static final int INDENT = 2;

    private CanonicalWriter() {}

    private static YAMLFactory factory(boolean unicode) {
        var options = new DumperOptions();
        options.setAllowUnicode(unicode);
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setLineBreak(DumperOptions.LineBreak.UNIX);
        options.setSplitLines(false);
        options.setIndent(INDENT);
        options.setIndicatorIndent(INDENT);
        options.setIndentWithIndicator(true);
        return YAMLFactory.builder()
                .dumperOptions(options)
                .stringQuotingChecker(new Quoting())
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .build();
    }

    public static Bytes write(AppRelease release) {
        return document(DocumentKind.APP_RELEASE, out -> {
            out.object("metadata", () -> {
                out.text("tenant", release.tenant());
                out.text("app", release.app());
                out.text("environment", release.environment());
            });
            out.object("spec", () -> {
                out.object("image", () -> {
                    out.text("repository", release.image().repository());
                    out.text("tag", release.image().tag());
                    out.text("digest", release.image().digest());
                });
                out.text("observedAt", release.observedAt());
                out.text("observedBy", release.observedBy());
                out.text("newestSeenAt", release.newestSeenAt());
                out.text("newestSeenVersion", release.newestSeenVersion());
            });
        });
    }

    public static Bytes write(AppEnvironment environment) {
        return document(DocumentKind.APP_ENVIRONMENT, out -> AppEnvironmentWriter.write(out, environment));
    }

    private static Bytes document(DocumentKind kind, Body body) {
        var text = text(UNICODE, kind, body);
        // The emitter escapes fewer characters than the reader requires. If needed, escape all non-ASCII characters.
        return Bytes.utf8(YamlTree.needsNoEscaping(text) ? text : text(ASCII, kind, body));
    }

    private static String text(YAMLFactory factory, DocumentKind kind, Body body) {
        var text = new StringWriter();
        try (var generator = factory.createGenerator(text)) {
            var out = new FieldWriter(generator);
            generator.writeStartObject();
            out.text("apiVersion", DocumentKind.API_VERSION);
            out.text("kind", kind.word());
            body.write(out);
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing into memory", e);
        }
        return text.toString();
    }

    @FunctionalInterface
    private interface Body {
        void write(FieldWriter out) throws IOException;
    }

    /**
     * Omits quotes only for words, names and paths, as ADR-004 does, never for texts that start with a digit or contain
     * a colon.
     */
    private static final class Quoting extends StringQuotingChecker {
        private static final long serialVersionUID = 1L;

        private static boolean startsWord(int c) {
            return Ascii.isLetter(c) || c == '/' || c == '_';
        }

        private static boolean isInWord(int c) {
            return startsWord(c) || Ascii.isDigit(c) || c == '.' || c == ' ' || c == '-';
        }

        @Override
        public boolean needToQuoteName(String name) {
            return needToQuoteValue(name);
        }

        @Override
        public boolean needToQuoteValue(String value) {
            return !Ascii.consistsOf(value, Quoting::startsWord, Quoting::isInWord)
                    || !PlainScalars.isString(value, false);
        }
    }
}
