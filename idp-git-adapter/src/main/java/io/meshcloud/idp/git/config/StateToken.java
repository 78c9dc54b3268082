// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.config;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The token from the process's variables: {@link GitConfig#TOKEN_VARIABLE}, else the content of the file that
 * {@link GitConfig#TOKEN_FILE_VARIABLE} names. The file is read for every connection, so a token that was renewed in
 * the file is used at once.
 */
final class StateToken {
    private static final int MAX_BYTES = 64 * 1024;

    private StateToken() {}

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#FILE_NOT_READABLE}
     */
    static Optional<String> in(Map<String, String> environment) {
        var token = environment.getOrDefault(GitConfig.TOKEN_VARIABLE, "");
        var file = environment.getOrDefault(GitConfig.TOKEN_FILE_VARIABLE, "");
        if (!token.isEmpty()) {
            return Optional.of(token);
        }
        return file.isEmpty() ? Optional.empty() : Optional.of(content(Path.of(file)));
    }

    private static String content(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw unusable(file, "is not a regular file").asException();
        }
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(MAX_BYTES + 1);
            var token = new String(bytes, StandardCharsets.UTF_8).strip();
            if (bytes.length > MAX_BYTES || token.isEmpty()) {
                throw unusable(file, bytes.length > MAX_BYTES ? "is too large" : "is empty")
                        .asException();
            }
            return token;
        } catch (IOException e) {
            throw unusable(file, "cannot be read").asException(e);
        }
    }

    private static Problem unusable(Path file, String why) {
        return Problem.of(
                ProblemCode.FILE_NOT_READABLE,
                "the file of the Git server's token " + why,
                file.toString(),
                "write only the token into the file that " + GitConfig.TOKEN_FILE_VARIABLE + " names");
    }
}
