// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.credential;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Credentials from {@code IDP_REGISTRY_<HOST>_USER} and {@code IDP_REGISTRY_<HOST>_PASSWORD}, where HOST is the
 * registry's host in upper case, with {@code _} for a dot and before a port and {@code __} for a hyphen (as in
 * Terraform's variables for tokens of hosts). No two hosts have the same variables, so no host gets another one's
 * credential.
 */
public final class EnvironmentCredentials implements CredentialSource {
    private final Map<String, String> environment;

    public EnvironmentCredentials(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    public static String userVariable(String host) {
        return prefix(host) + "_USER";
    }

    public static String passwordVariable(String host) {
        return prefix(host) + "_PASSWORD";
    }

    private static String prefix(String host) {
        return "IDP_REGISTRY_"
                + host.toUpperCase(Locale.ROOT)
                        .replace("-", "__")
                        .replace('.', '_')
                        .replace(':', '_');
    }

    @Override
    public Optional<Credential> find(String host) {
        var userVariable = userVariable(host);
        var passwordVariable = passwordVariable(host);
        var user = value(userVariable);
        var password = value(passwordVariable);
        if (user == null && password == null) {
            return Optional.empty();
        }
        if (user == null) {
            throw halfSet(passwordVariable, userVariable);
        }
        if (password == null) {
            throw halfSet(userVariable, passwordVariable);
        }
        if (user.indexOf(':') >= 0) {
            throw refused(
                    userVariable, "contains a colon, which a registry's user name cannot have", "remove the colon");
        }
        refuseControls(userVariable, user);
        refuseControls(passwordVariable, password);
        return Optional.of(new Credential(user, password, userVariable + " and " + passwordVariable));
    }

    private @Nullable String value(String variable) {
        var value = environment.get(variable);
        return value == null || value.isEmpty() ? null : value;
    }

    private static IdpException halfSet(String set, String missing) {
        return refused(set, "is set, but " + missing + " is not", "set both of them, or none");
    }

    private static void refuseControls(String variable, String value) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw refused(
                    variable,
                    "contains a line break or another control character",
                    "remove it; often it is the line break at the end of a file");
        }
    }

    private static IdpException refused(String variable, String why, String fix) {
        return Problem.of(ProblemCode.INVALID_CONFIGURATION, "the variable " + variable + " " + why, variable, fix)
                .asException();
    }
}
