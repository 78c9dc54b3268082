// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.image.TagPattern;
import io.meshcloud.idp.contract.model.DocumentKind;
import io.meshcloud.idp.contract.model.Quantity;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.unique.UniqueKeys;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit;
import io.meshcloud.idp.contract.yaml.edit.YamlEditor;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random and damaged input, the same in each run. A parser returns a value or problems with a position, within a budget
 * of processor time, memory and stack. It throws nothing else.
 */
@DisplayName("A parser, whatever it is given,")
@Slow
class ParserFuzzTest {
    private static final int LIMIT = 256 * 1024;
    private static final long MAX_CPU_NANOS = 10_000_000_000L;

    /**
     * The memory that five readings of one file allocate, mostly garbage. SnakeYAML copies a long token again and
     * again.
     */
    private static final long MAX_ALLOCATED = 1024L * 1024 * 1024;

    /** A quarter of the usual stack, so that recursion along the input is found. */
    private static final long STACK = 256 * 1024;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final Map<String, Consumer<String>> VALUES = new TreeMap<>(Map.of(
            "address", EnvironmentAddress::parse,
            "layout", Layout::parse,
            "digest", Digest::parse,
            "image", ImageReference::parse,
            "tag", Tag::parse,
            "pattern", TagPattern::parse,
            "quantity", Quantity::parse,
            "message", CommitMessage::parse));

    /** Runs within the budget; the message of a failure shows the input. */
    private static void withinBudget(String input, Runnable parse) {
        var thrown = new AtomicReference<Throwable>();
        var used = new long[2];
        var thread = new Thread(
                null,
                () -> {
                    long id = Thread.currentThread().getId();
                    long before = THREADS.getThreadAllocatedBytes(id);
                    try {
                        parse.run();
                    } catch (Throwable e) {
                        thrown.set(e);
                    }
                    used[0] = THREADS.getCurrentThreadCpuTime();
                    used[1] = THREADS.getThreadAllocatedBytes(id) - before;
                },
                "parser",
                STACK);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var shown = input.substring(0, Math.min(400, input.length()));
        if (thrown.get() != null) {
            throw new AssertionError("input: " + shown, thrown.get());
        }
        assertThat(used[0]).as("CPU time of %s", shown).isLessThan(MAX_CPU_NANOS);
        assertThat(used[1]).as("memory of %s", shown).isLessThan(MAX_ALLOCATED);
    }

    private static void read(DocumentKind kind, byte[] content) {
        var bytes = Bytes.of(content);
        Samples.read(kind, "f.yaml", bytes).match(document -> document.warnings(), findings -> {
            assertThat(findings).isNotEmpty().allSatisfy(finding -> {
                assertThat(finding.location().file()).isEqualTo("f.yaml");
                assertThat(finding.what() + finding.fix()).hasSizeLessThan(2000);
            });
            return findings;
        });
        ContractFiles.kindOf(bytes);
        UniqueKeys.read(bytes);
        try {
            YamlEditor.edit(
                    "f.yaml",
                    bytes,
                    List.of(
                            new FieldEdit.Put("spec.release.track", "canary", FieldEdit.ScalarType.STRING),
                            new FieldEdit.Remove("spec.config.env[LOG_LEVEL]")));
        } catch (IdpException e) {
            assertThat(e.problem().where()).startsWith("f.yaml");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("survives random bytes")
    void random_bytes(DocumentKind kind) {
        var random = new Random(1);
        withinBudget("random bytes", () -> {
            for (int i = 0; i < 2_000; i++) {
                var bytes = new byte[random.nextInt(200)];
                random.nextBytes(bytes);
                read(kind, bytes);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("survives damaged files")
    void damaged_files(DocumentKind kind) {
        var random = new Random(2);
        for (int i = 0; i < 600; i++) {
            var text = damaged(Samples.of(kind), random);
            withinBudget(text, () -> read(kind, text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static String damaged(String valid, Random random) {
        var text = new StringBuilder(valid);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + 1 + random.nextInt(40));
            switch (random.nextInt(7)) {
                case 0 -> text.setCharAt(at, (char) (text.charAt(at) ^ (1 << random.nextInt(7))));
                case 1 -> text.setLength(at + 1);
                case 2 -> text.delete(at, Math.max(at + 1, end - 1));
                case 3 -> text.insert(at, text.substring(at, end));
                case 4 -> text.insert(at, "[{\"a\":".repeat(1 + random.nextInt(40)));
                case 5 ->
                    text.insert(
                            at,
                            pick(random, "x", "9", "\u00e9", "\\n", ":1", "\n", " ")
                                    .repeat(5000));
                default ->
                    text.insert(
                            at,
                            pick(random, " &a ", " *a ", " <<: ", " !!int ", "\n---\n", "\n? ", "\t", "%A ", "|\n"));
            }
        }
        return text.toString();
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "{",
                "{a: ",
                "- ",
                "? ",
                "a:\n",
                "\"",
                "'",
                "\\",
                "|\n",
                "&a ",
                "*a ",
                "!a ",
                "%a\n",
                "#",
                "a: b\n",
                "- a\n",
                "<<: ",
                " ",
                "\n",
                "\t",
                ",",
                ":",
                ": ",
                "a: [\n",
                "- - ",
                "a: |\n \tb\n",
                "a: \"\\ud800\"\n",
                "<<<<<<< a\n",
                "\u00a0",
                "1:1:",
                "0.",
                "a b c ",
                "=======\n",
                "{? a}, ",
                "[a?b, "
            })
    @DisplayName("survives a part repeated to the largest file, and beyond")
    void repetitions(String part) {
        for (int size : new int[] {LIMIT - 1, 4 * LIMIT}) {
            var repeated = part.repeat(size / part.getBytes(StandardCharsets.UTF_8).length);
            for (var text : List.of(repeated, "spec: " + repeated, "spec:\n  config:\n    env: " + repeated)) {
                withinBudget(text, () -> read(DocumentKind.APP_ENVIRONMENT, text.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    @Test
    @DisplayName("of a value or a message survives long and unusual texts")
    void values() {
        var random = new Random(3);
        VALUES.forEach((name, parser) -> {
            for (int i = 0; i < 300; i++) {
                var text = oddText(random);
                withinBudget(name + ": " + text, () -> {
                    try {
                        parser.accept(text);
                    } catch (IdpException e) {
                        assertThat(e.problem().what()).hasSizeLessThan(2000);
                    }
                });
            }
        });
    }

    private static String oddText(Random random) {
        var text = new StringBuilder();
        int parts = 1 + random.nextInt(5);
        for (int i = 0; i < parts; i++) {
            var part = pick(
                    random,
                    "a",
                    "0",
                    "-",
                    "--",
                    ".",
                    "/",
                    ":",
                    "@",
                    "sha256:",
                    "{",
                    "{a}",
                    "(a*)*",
                    "[0-9]{1000}",
                    "(",
                    "\n",
                    "\n\n",
                    "Idp-Actor: x\n",
                    "\u202e",
                    "\ud800",
                    "\0",
                    "e9",
                    "_",
                    "://",
                    "%",
                    " ");
            text.append(part.repeat(1 + (random.nextInt(4) == 0 ? random.nextInt(100_000) : random.nextInt(5))));
        }
        return text.toString();
    }
}
