// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshcloud.idp.cli.TestRun;
import io.meshcloud.idp.cli.output.CliContext;
import io.meshcloud.idp.cli.output.Console;
import io.meshcloud.idp.cli.output.OutputFormat;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.wire.ReconcileResult;
import io.meshcloud.idp.contract.wire.ReconciledEnvironmentView;
import io.meshcloud.idp.contract.wire.ReleaseResult;
import io.meshcloud.idp.contract.wire.WarningView;
import io.meshcloud.idp.core.wire.Views;
import io.meshcloud.idp.testkit.MutableClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The test supplies the result of each poll; the pause after the last one ends the loop as a signal would. */
class ReconcileLoopTest {
    private static final String START = "2026-11-23T12:00:00Z polling the registries of all environments in mode auto"
            + " every 60 seconds, until stopped";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final MutableClock clock = new MutableClock(TestRun.NOW);

    @AfterEach
    void forgetTheInterruption() {
        Thread.interrupted();
    }

    private interface Look {
        ReconcileResult take();
    }

    private CliContext context() {
        return new CliContext(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                Path.of(""),
                "os-user",
                false,
                clock);
    }

    private void loop(OutputFormat format, Look... looks) {
        var left = new ArrayDeque<>(List.of(looks));
        new ReconcileLoop(
                        new Console(context(), format),
                        clock,
                        () -> left.remove().take(),
                        pause -> {
                            clock.advance(pause);
                            if (left.isEmpty()) {
                                Thread.currentThread().interrupt();
                            }
                        })
                .run(Duration.ofSeconds(60));
    }

    /** The pauses after polls that take this long; negative if the clock is set back meanwhile. */
    private List<Duration> pauses(Duration... durations) {
        var left = new ArrayDeque<>(List.of(durations));
        var pauses = new ArrayList<Duration>();
        new ReconcileLoop(
                        new Console(context(), OutputFormat.TEXT),
                        clock,
                        () -> {
                            clock.advance(left.remove());
                            return unchanged();
                        },
                        pause -> {
                            pauses.add(pause);
                            if (left.isEmpty()) {
                                Thread.currentThread().interrupt();
                            }
                        })
                .run(Duration.ofSeconds(60));
        return pauses;
    }

    @Test
    void the_interval_counts_from_start_to_start() {
        assertThat(pauses(Duration.ZERO, Duration.ofSeconds(7)))
                .containsExactly(Duration.ofSeconds(60), Duration.ofSeconds(53));
    }

    @Test
    void a_poll_that_takes_longer_than_the_interval_is_followed_by_the_next_after_a_second() {
        assertThat(pauses(Duration.ofMillis(59_500), Duration.ofSeconds(60), Duration.ofHours(1)))
                .containsOnly(ReconcileLoop.MIN_PAUSE)
                .hasSize(3);
    }

    @Test
    void a_clock_that_is_set_back_does_not_prolong_the_pause() {
        assertThat(pauses(Duration.ofHours(-5))).containsExactly(Duration.ofSeconds(60));
    }

    @Test
    void the_result_of_a_stopped_poll_is_printed() {
        var stopped =
                new ReconcileResult(clock.instant().toString(), 1, 0, 0, 0, 0, 0, 0, null, List.of(), List.of(), true);

        loop(OutputFormat.TEXT, () -> stopped);

        assertThat(lines(out))
                .singleElement()
                .asString()
                .contains("1 updated", "not looked at; stopped before it looked at all");
    }

    private ReconcileResult unchanged(WarningView... warnings) {
        var release = new ReleaseResult(
                ReleaseResult.Status.UNCHANGED,
                "a/b/dev",
                null,
                null,
                null,
                null,
                null,
                List.of(),
                "nothing is newer",
                null,
                List.of(),
                List.of(warnings),
                List.of(),
                clock.instant().toString(),
                null);
        return result(1, 0, new ReconciledEnvironmentView("a/b/dev", release, null));
    }

    private ReconcileResult result(int unchanged, int failed, ReconciledEnvironmentView environment) {
        return new ReconcileResult(
                clock.instant().toString(),
                0,
                0,
                unchanged,
                0,
                0,
                failed,
                0,
                null,
                List.of(environment),
                List.of(),
                false);
    }

    private static WarningView warning(String what) {
        return new WarningView(what, "", "");
    }

    private static ReconcileResult failed(ProblemCode code) {
        throw Problem.of(code, "it is as it is", "https://git.example", "wait").asException();
    }

    private List<String> lines(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void each_poll_is_one_line_of_json_with_its_time() throws Exception {
        loop(OutputFormat.JSON, this::unchanged, this::unchanged);

        assertThat(lines(out)).hasSize(2);
        var json = new ObjectMapper();
        assertThat(json.readTree(lines(out).get(0)).at("/at").asText()).isEqualTo("2026-11-23T12:00:00Z");
        assertThat(json.readTree(lines(out).get(1)).at("/at").asText()).isEqualTo("2026-11-23T12:01:00Z");
        assertThat(json.readTree(lines(out).get(1)).at("/unchanged").asInt()).isEqualTo(1);
    }

    @Test
    void each_line_of_text_begins_with_its_time() {
        loop(OutputFormat.TEXT, () -> unchanged(warning("odd")), this::unchanged);

        assertThat(lines(out))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("2026-11-23T12:00:00Z 0 updated, 1 unchanged"),
                        line -> assertThat(line).startsWith("2026-11-23T12:01:00Z 0 updated, 1 unchanged"));
        assertThat(lines(err)).containsExactly(START, "2026-11-23T12:00:00Z warning: a/b/dev: odd");
    }

    @Test
    void a_warning_of_the_previous_poll_is_not_repeated_until_it_was_absent() {
        loop(
                OutputFormat.TEXT,
                () -> unchanged(warning("odd")),
                () -> unchanged(warning("odd"), warning("new")),
                this::unchanged,
                () -> unchanged(warning("odd")));

        assertThat(lines(err))
                .containsExactly(
                        START,
                        "2026-11-23T12:00:00Z warning: a/b/dev: odd",
                        "2026-11-23T12:01:00Z warning: a/b/dev: new",
                        "2026-11-23T12:03:00Z warning: a/b/dev: odd");
    }

    @Test
    void a_failed_poll_is_reported_and_the_next_one_follows() {
        loop(
                OutputFormat.TEXT,
                () -> unchanged(warning("odd")),
                () -> failed(ProblemCode.GIT_UNREACHABLE),
                () -> failed(ProblemCode.PLATFORM_BROKEN),
                () -> unchanged(warning("odd")));

        assertThat(lines(out)).hasSize(2);
        assertThat(lines(err))
                .filteredOn(line -> line.contains("error IDP") || line.contains("warning:"))
                .satisfiesExactly(
                        line -> assertThat(line).contains("warning: a/b/dev: odd"),
                        line -> assertThat(line).startsWith("2026-11-23T12:01:00Z error IDP-3002"),
                        line -> assertThat(line).startsWith("2026-11-23T12:02:00Z error IDP-2014"));
    }

    @Test
    void the_same_failure_is_reported_again_only_after_a_poll_that_worked() {
        loop(
                OutputFormat.TEXT,
                () -> failed(ProblemCode.GIT_UNREACHABLE),
                () -> failed(ProblemCode.GIT_UNREACHABLE),
                this::unchanged,
                () -> failed(ProblemCode.GIT_UNREACHABLE));

        assertThat(lines(err))
                .filteredOn(line -> line.contains("error IDP"))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("2026-11-23T12:00:00Z"),
                        line -> assertThat(line).startsWith("2026-11-23T12:03:00Z"));
    }

    @Test
    void the_same_row_is_printed_once_and_counted_in_each_poll() {
        loop(
                OutputFormat.TEXT,
                () -> unread("the registry is down"),
                () -> unread("the registry is down"),
                () -> unread("access is denied"));

        assertThat(lines(out))
                .satisfiesExactly(
                        line -> assertThat(line).contains("ENVIRONMENT"),
                        line -> assertThat(line).contains("the registry is down"),
                        line -> assertThat(line)
                                .startsWith("2026-11-23T12:00:00Z 0 updated")
                                .contains("1 not looked at"),
                        line -> assertThat(line)
                                .startsWith("2026-11-23T12:01:00Z 0 updated")
                                .contains("1 not looked at"),
                        line -> assertThat(line).contains("ENVIRONMENT"),
                        line -> assertThat(line).contains("access is denied"),
                        line -> assertThat(line)
                                .startsWith("2026-11-23T12:02:00Z 0 updated")
                                .contains("1 not looked at"));
    }

    @Test
    void json_has_every_failure() {
        loop(OutputFormat.JSON, () -> failed(ProblemCode.GIT_UNREACHABLE), () -> failed(ProblemCode.GIT_UNREACHABLE));

        assertThat(lines(err)).hasSize(2).allSatisfy(line -> assertThat(line).startsWith("{"));
    }

    private ReconcileResult unread(String why) {
        var problem = Views.of(Problem.of(ProblemCode.REGISTRY_UNREACHABLE, why, "registry.example", "wait"));
        return result(0, 1, new ReconciledEnvironmentView("a/b/dev", null, problem));
    }

    @Test
    void a_failure_is_one_line_of_json_with_its_time_too() throws Exception {
        loop(OutputFormat.JSON, () -> failed(ProblemCode.GIT_UNREACHABLE));

        assertThat(lines(err)).hasSize(1);
        var json = new ObjectMapper().readTree(lines(err).get(0));
        assertThat(json.at("/at").asText()).isEqualTo("2026-11-23T12:00:00Z");
        assertThat(json.at("/code").asText()).isEqualTo("IDP-3002");
    }

    @Test
    void a_permanent_error_ends_the_loop() {
        assertThatThrownBy(
                        () -> loop(OutputFormat.TEXT, () -> failed(ProblemCode.INVALID_CONFIGURATION), this::unchanged))
                .isInstanceOf(IdpException.class);
    }
}
