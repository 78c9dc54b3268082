// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** When a process grows. */
class LifeSampleTest {
    private static final long MIB = 1024 * 1024;

    private static List<LifeSample> samples(IntFunction<LifeSample> of) {
        return IntStream.range(0, 10).mapToObj(of).toList();
    }

    @Test
    void growth_in_the_first_two_samples_is_the_warm_up() {
        assertThatCode(() -> LifeSample.requireSteady(samples(point ->
                        new LifeSample((point < 2 ? 10 : 100) * MIB, 0, point < 2 ? 5 : 50, point < 2 ? 5 : 90))))
                .doesNotThrowAnyException();
    }

    @Test
    void a_single_peak_is_no_growth() {
        assertThatCode(() -> LifeSample.requireSteady(
                        samples(point -> new LifeSample((point == 9 ? 900 : 50) * MIB, 0, 5, point == 8 ? 500 : 5))))
                .doesNotThrowAnyException();
    }

    @Test
    void steady_growth_of_heap_threads_or_open_files_is_named() {
        assertThatThrownBy(() -> LifeSample.requireSteady(samples(point -> new LifeSample(20L * point * MIB, 0, 5, 5))))
                .hasMessageStartingWith("heap after garbage collection grew from");
        assertThatThrownBy(() -> LifeSample.requireSteady(samples(point -> new LifeSample(MIB, 0, 5 + 2 * point, 5))))
                .hasMessageStartingWith("threads grew from 11 to 21");
        assertThatThrownBy(() -> LifeSample.requireSteady(samples(point -> new LifeSample(MIB, 0, 5, 5 + 4 * point))))
                .hasMessageStartingWith("open files grew from 17 to 37");
    }

    @Test
    void a_sample_of_this_process_has_every_figure_and_is_read_again() throws IOException {
        var sample = LifeSample.ofThisProcess();

        assertThat(List.of(sample.heap(), sample.resident(), sample.threads(), sample.files()))
                .allMatch(figure -> figure > 0);
        assertThat(LifeSample.parse(sample.toString())).isEqualTo(sample);
    }

    @Test
    void without_a_soak_each_environment_is_released_once() {
        var options = CommandLine.populateCommand(new Options(), "--soak", "200,20");

        assertThat(List.of(options.soakReleases(100), options.soakPolls())).containsExactly(200, 20);
        assertThat(options.toArguments()).contains("--soak 200,20");
        assertThat(CommandLine.populateCommand(new Options()).soakReleases(100)).isEqualTo(100);
    }
}
