// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemDetailsTest {
    private static final Path ROOT = Path.of("..");

    @ParameterizedTest
    @CsvSource({
        "USAGE, 400",
        "WEBHOOK_UNAUTHENTICATED, 401",
        "FORBIDDEN, 403",
        "ENVIRONMENT_NOT_FOUND, 404",
        "AMBIGUOUS_DIGEST, 409",
        "WRITE_CONFLICT, 409",
        "NOT_CURRENT, 409",
        "WEBHOOK_TOO_LARGE, 413",
        "WEBHOOK_MEDIA_TYPE, 415",
        "FROZEN, 422",
        "INTERNAL, 500",
        "GIT_DENIED, 502",
        "REGISTRY_UNREACHABLE, 503"
    })
    void each_kind_of_problem_has_an_http_status(ProblemCode code, int status) {
        assertThat(ProblemDetails.status(code)).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource
    void the_type_is_the_page_of_the_code_in_the_repository_of_the_project(ProblemCode code) throws IOException {
        var start = "https://github.com/meshcloud/idp/blob/main/";

        assertThat(ProblemDetails.type(code)).startsWith(start);
        assertThat(ROOT.resolve(ProblemDetails.type(code).substring(start.length())))
                .isRegularFile();
        assertThat(Files.readString(ROOT.resolve("pom.xml"))).contains("<url>https://github.com/meshcloud/idp</url>");
    }

    @Test
    void the_media_type_is_that_of_rfc_9457() {
        assertThat(ProblemDetails.MEDIA_TYPE).isEqualTo("application/problem+json");
    }
}
