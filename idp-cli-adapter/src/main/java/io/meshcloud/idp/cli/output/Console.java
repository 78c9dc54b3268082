// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.wire.ChangeResult;
import io.meshcloud.idp.contract.wire.ReleaseResult;
import io.meshcloud.idp.contract.wire.WarningView;
import io.meshcloud.idp.core.wire.Views;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the result of a run to standard output in the requested format, and everything else to standard error.
 */
public final class Console {
    private final CliContext context;
    private final OutputFormat format;
    private final @Nullable Instant at;

    public Console(CliContext context, OutputFormat format) {
        this(context, format, null);
    }

    private Console(CliContext context, OutputFormat format, @Nullable Instant at) {
        this.context = context;
        this.format = format;
        this.at = at;
    }

    /**
     * A console for one of several results of a long run: each line of text starts with this time, and a JSON result is
     * one line.
     */
    public Console at(Instant time) {
        return new Console(context, format, time.truncatedTo(ChronoUnit.SECONDS));
    }

    public OutputFormat format() {
        return format;
    }

    /**
     * Prints the result.
     *
     * @param text lines for people; computed for text output only
     * @param json the record for programs
     * @return the exit code of a run that has a result
     */
    public int result(Supplier<String> text, Object json) {
        var out = context.out();
        switch (format) {
            case TEXT -> out.print(timed(text.get()));
            case JSON -> out.println(printed(json));
        }
        out.flush();
        return ExitCodes.DONE;
    }

    /** Prints a part of a text result as soon as it is known; JSON output contains the whole result at the end. */
    public void passage(String text) {
        if (format == OutputFormat.TEXT) {
            raw(text);
        }
    }

    /** Prints a result that is the same in every format, such as a schema. */
    public void raw(String text) {
        context.out().print(text);
        context.out().flush();
    }

    /** Prints a note to standard error. */
    public void note(String text) {
        context.err().print(timed(text + "\n"));
    }

    /** Prints a warning of the core; the JSON result contains it. */
    public void warning(WarningView warning) {
        if (format == OutputFormat.TEXT) {
            var text = (warning.where().isEmpty() ? "" : warning.where() + ": ")
                    + warning.what()
                    + (warning.fix().isEmpty() ? "" : "; " + warning.fix());
            context.err().print(timed(styled("warning:", "33") + " " + Printable.of(text) + "\n"));
        }
    }

    /** Prints why the run failed. */
    public void problem(Problem problem) {
        problem(problem, null, null);
    }

    /** Prints why a release was rejected; in JSON with the record of the release. */
    public void refusal(Problem problem, ReleaseResult release) {
        problem(problem, release, null);
    }

    /** Prints why another change was rejected; in JSON with the record of the change. */
    public void refusal(Problem problem, ChangeResult change) {
        problem(problem, null, change);
    }

    private void problem(Problem problem, @Nullable ReleaseResult release, @Nullable ChangeResult change) {
        switch (format) {
            case TEXT -> context.err().print(timed(ProblemText.of(Views.of(problem), styled("error", "31;1"))));
            case JSON -> {
                var time = at == null ? context.clock().instant() : at;
                context.err().println(printed(Views.of(problem, time, release, change)));
            }
        }
        context.err().flush();
    }

    /** Whether a progress line can be shown. */
    public boolean showsProgress() {
        return context.terminal() && format == OutputFormat.TEXT;
    }

    /** Replaces the progress line; an empty text removes it. */
    public void progress(String text) {
        if (showsProgress()) {
            context.err().print("\r\u001b[K" + text);
            context.err().flush();
        }
    }

    private String timed(String text) {
        return at == null
                ? text
                : text.lines().map(line -> at + " " + line + "\n").collect(Collectors.joining());
    }

    private String printed(Object json) {
        return at == null ? Json.print(json) : Json.line(json);
    }

    private String styled(String text, String style) {
        var plain = !context.terminal()
                || !context.environment().getOrDefault("NO_COLOR", "").isEmpty()
                || "dumb".equals(context.environment().get("TERM"));
        return plain ? text : "\u001b[" + style + "m" + text + "\u001b[0m";
    }
}
