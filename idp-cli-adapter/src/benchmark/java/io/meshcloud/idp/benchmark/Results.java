// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All results for one size of the state repository. */
final class Results {
    private final int environments;
    private final Map<String, Map<Column, String>> lines = new LinkedHashMap<>();
    private final List<Comparison> comparisons = new ArrayList<>();
    private final Map<Aim, Double> figures = new EnumMap<>(Aim.class);
    private final Map<Row, CpuUsage> busy = new EnumMap<>(Row.class);
    private final List<LookLine> looks = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Results(int environments) {
        this.environments = environments;
    }

    int environments() {
        return environments;
    }

    void cell(String line, Column column, String text) {
        lines.computeIfAbsent(line, key -> new EnumMap<>(Column.class)).put(column, text);
    }

    void compare(Comparison comparison) {
        comparisons.add(comparison);
    }

    void look(LookLine line) {
        looks.add(line);
    }

    void figure(Aim aim, double value) {
        figures.put(aim, value);
    }

    void busy(Row row, CpuUsage busyness) {
        busy.put(row, busyness);
    }

    /** Whether other processes left the machine idle during all rows. */
    boolean wasQuiet() {
        return busy.values().stream().allMatch(CpuUsage::isQuiet);
    }

    /** Adds a remark that the report prints with these figures. */
    void note(String sentence) {
        notes.add(sentence);
    }

    Map<String, Map<Column, String>> lines() {
        return lines;
    }

    List<LookLine> looks() {
        return looks;
    }

    List<Comparison> comparisons() {
        return comparisons;
    }

    Optional<Double> figure(Aim aim) {
        return Optional.ofNullable(figures.get(aim));
    }

    Map<Row, CpuUsage> busy() {
        return busy;
    }

    List<String> notes() {
        return notes;
    }

    /**
     * A comparison of two contestants that took turns.
     *
     * @param line the measured operation
     * @param what the compared figures, such as {@code long-lived clone / ours, time}
     * @param remark a note for readers; may be empty
     */
    record Comparison(String line, String what, Ratio ratio, String remark) {}

    /**
     * What a look cost.
     *
     * @param what what was new
     */
    record LookLine(String registry, String what, LookCost cost) {
        /** The row of the report. */
        String text(int environments) {
            return Stream.of(
                            registry,
                            Texts.count(environments),
                            what,
                            Texts.count(cost.requests()),
                            String.format(Locale.ROOT, "%.2f", cost.perEnvironment(environments)),
                            Texts.duration(cost.cpu()),
                            cost.registryCpu().map(Texts::duration).orElse(""),
                            Texts.duration(cost.took()),
                            cost.commits().first().map(Texts::duration).orElse(""),
                            cost.commits().last().map(Texts::duration).orElse(""))
                    .collect(Collectors.joining(" | ", "| ", " |"));
        }
    }
}
