package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.problem.Finding;
import java.util.Locale;

/**
 * A finding for programs.
 *
 * @param line counted from 1; 0 for the file as a whole
 * @param column counted from 1; 0 for the file as a whole
 */
public record FindingRecord(
        String code, String severity, String file, int line, int column, String pointer, String what, String fix) {
    public static FindingRecord of(Finding finding) {
        return new FindingRecord(
                finding.code().toString(),
                finding.severity().name().toLowerCase(Locale.ROOT),
                finding.location().file(),
                finding.location().line(),
                finding.location().column(),
                finding.pointer(),
                finding.what(),
                finding.fix());
    }
}
