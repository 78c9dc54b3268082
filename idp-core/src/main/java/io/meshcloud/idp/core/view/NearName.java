// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.view;

import java.util.Locale;

/**
 * Names that were probably meant as the name of a contract file: in another case, with other separators, or as .yml.
 */
public final class NearName {
    private static final String SEPARATORS = "-_. ";

    private NearName() {}

    /**
     * Whether a file name was probably meant as another one.
     *
     * @param wanted the name of a contract file, which ends in {@code .yaml}
     */
    public static boolean isNear(String name, String wanted) {
        return name.length() <= 2 * wanted.length()
                && !name.equals(wanted)
                && withoutCaseAndSeparators(name).equals(withoutCaseAndSeparators(wanted));
    }

    private static String withoutCaseAndSeparators(String name) {
        var rest = new StringBuilder();
        name.toLowerCase(Locale.ROOT)
                .chars()
                .filter(c -> SEPARATORS.indexOf(c) < 0)
                .forEach(c -> rest.append((char) c));
        var text = rest.toString();
        return text.endsWith("yml") ? text.substring(0, text.length() - 3) + "yaml" : text;
    }
}
