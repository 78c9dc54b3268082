// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.config;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.caller.Actor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The values of the settings: of one source, or of a whole run, where every setting that has a default has a value. */
public final class Settings {
    /** No value. */
    static final Settings NONE = new Settings(Map.of());

    private final Map<Setting<?>, Object> values;

    private Settings(Map<Setting<?>, Object> values) {
        this.values = values;
    }

    /** The value of a setting that has a default. */
    public <T> T get(Setting<T> setting) {
        return find(setting)
                .orElseThrow(() -> new IllegalStateException(setting + " has neither a value nor a default"));
    }

    /** The value; empty if no source has one. */
    @SuppressWarnings("unchecked") // with() accepts a value of the setting's own type only
    public <T> Optional<T> find(Setting<T> setting) {
        return Optional.ofNullable((T) values.get(setting));
    }

    <T> Settings with(Setting<T> setting, T value) {
        var all = new HashMap<>(values);
        all.put(setting, value);
        return new Settings(all);
    }

    /** These values combined with those of a lower source. */
    Settings over(Settings lower) {
        var combined = this;
        for (var setting : lower.values.keySet()) {
            combined = combined.over(lower, setting);
        }
        return combined;
    }

    private <T> Settings over(Settings lower, Setting<T> setting) {
        var value = lower.get(setting);
        return with(
                setting,
                find(setting).map(own -> setting.type().combine(own, value)).orElse(value));
    }

    /**
     * Who acts.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#USAGE} if no source says it and the
     *     operating system has no name for the user
     */
    public Actor requireActor() {
        return find(AllSettings.ACTOR)
                .map(Actor::parse)
                .orElseThrow(() -> Problem.of(
                                ProblemCode.USAGE,
                                "the actor is unknown: no setting names it, and the operating system has no name for"
                                        + " this user",
                                "",
                                "set IDP_ACTOR, or add --actor ID")
                        .asException());
    }

    /**
     * The state repository, for a command that needs one.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#USAGE} if none is given
     */
    public String requireState() {
        return find(AllSettings.STATE)
                .orElseThrow(() -> Problem.of(
                                ProblemCode.USAGE,
                                "no state repository is given",
                                "",
                                "add --state URL, set IDP_STATE, or write 'state: URL' into " + SettingsReader.OWN_FILE)
                        .asException());
    }
}
