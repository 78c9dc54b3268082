// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings that were typed as flags, before any rule was applied to them.
 *
 * @param typed the values of each flag in their order; {@code true} for a flag without a value
 */
public record Flags(Map<Setting<?>, List<String>> typed) {
    /** No flag. */
    public static final Flags NONE = new Flags(Map.of());

    public Flags {
        typed = Map.copyOf(typed);
    }

    /** These flags and another one. */
    public Flags with(Setting<?> setting, String... values) {
        var all = new HashMap<>(typed);
        all.put(setting, List.of(values));
        return new Flags(all);
    }

    public boolean contains(Setting<?> setting) {
        return typed.containsKey(setting);
    }
}
