package io.meshcloud.idp.benchmark;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that one size of the state repository gave. */
final class Results {
    private final int environments;
    private final Map<String, Map<Column, String>> lines = new LinkedHashMap<>();
    private final List<Comparison> comparisons = new ArrayList<>();
    private final Map<Aim, Double> figures = new EnumMap<>(Aim.class);
    private final Map<Row, Busyness> busy = new EnumMap<>(Row.class);
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

    void figure(Aim aim, double value) {
        figures.put(aim, value);
    }

    void busy(Row row, Busyness busyness) {
        busy.put(row, busyness);
    }

    /** Whether nobody else was at work on the machine during any row. */
    boolean wasQuiet() {
        return busy.values().stream().allMatch(Busyness::isQuiet);
    }

    /** A sentence that belongs to these figures. */
    void note(String sentence) {
        notes.add(sentence);
    }

    Map<String, Map<Column, String>> lines() {
        return lines;
    }

    List<Comparison> comparisons() {
        return comparisons;
    }

    Optional<Double> figure(Aim aim) {
        return Optional.ofNullable(figures.get(aim));
    }

    Map<Row, Busyness> busy() {
        return busy;
    }

    List<String> notes() {
        return notes;
    }

    /**
     * Two contestants whose runs took turns.
     *
     * @param line what was measured
     * @param what of the two, such as {@code long-lived clone / ours, time}
     * @param remark what one has to know to read it; may be empty
     */
    record Comparison(String line, String what, Ratio ratio, String remark) {}
}
