// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.registry.harbor.FakeHarbor;
import io.meshcloud.idp.registry.harbor.FakeReply;
import io.meshcloud.idp.registry.harbor.FakeRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A look at a Harbor that answers one request with something wrong: each request of the look, each kind of wrong. */
@Slow
class WrongHarborAnswersTest {
    private static final String PADDING = " ".repeat(17 * 1024 * 1024);

    @TempDir
    Path folder;

    private FakeHarbor elsewhere;
    private int platforms;
    private Map<String, Bytes> files = HarborPlatform.newEnvironments();

    @BeforeEach
    void start() {
        elsewhere = new FakeHarbor(HarborPlatform.START);
    }

    @AfterEach
    void stop() {
        elsewhere.close();
    }

    /** A kind of wrong answer. */
    private interface Wrong {
        void answer(FakeHarbor harbor, Predicate<FakeRequest> requests);
    }

    private HarborPlatform newPlatform() {
        return new HarborPlatform(folder.resolve(String.valueOf(++platforms)), files);
    }

    private Stream<DynamicTest> eachRequest(Wrong wrong) {
        List<FakeRequest> requests;
        try (var platform = newPlatform()) {
            files = platform.released();
            platform.look();
            requests = platform.harbor.requests().stream()
                    .filter(request -> !request.path().contains("team-b")
                            && !request.path().contains("more-"))
                    .toList();
        }
        assertThat(requests).hasSizeGreaterThan(10);
        return requests.stream()
                .map(FakeRequest::toString)
                .distinct()
                .map(request -> DynamicTest.dynamicTest(request, () -> {
                    try (var platform = newPlatform()) {
                        wrong.answer(platform.harbor, other -> other.toString().equals(request));

                        platform.lookWithoutHarm(request);
                    }
                }));
    }

    private static Wrong reply(UnaryOperator<FakeReply> change) {
        return (harbor, requests) ->
                harbor.answerFirst(request -> requests.test(request) ? change.apply(harbor.answer(request)) : null);
    }

    @TestFactory
    Stream<DynamicTest> an_answer_that_is_cut_does_no_harm() {
        return eachRequest(FakeHarbor::cut);
    }

    @TestFactory
    Stream<DynamicTest> an_answer_that_is_huge_does_no_harm() {
        return eachRequest(reply(right -> new FakeReply(right.status(), right.headers(), right.body() + PADDING)));
    }

    @TestFactory
    Stream<DynamicTest> an_answer_of_another_type_does_no_harm() {
        return eachRequest(reply(right -> FakeReply.text(200, "text/html", "<html>Please log in</html>")));
    }

    @TestFactory
    Stream<DynamicTest> an_empty_answer_does_no_harm() {
        return eachRequest(reply(right -> new FakeReply(200, Map.of(), "")));
    }

    @TestFactory
    Stream<DynamicTest> a_redirect_to_another_server_does_no_harm_and_gets_no_credentials() {
        return eachRequest((harbor, requests) -> harbor.answerFirst(request -> requests.test(request)
                        ? FakeReply.text(307, "text/plain", "").with("Location", elsewhere.url() + request.path())
                        : null))
                .map(test -> DynamicTest.dynamicTest(test.getDisplayName(), () -> {
                    test.getExecutable().execute();
                    assertThat(elsewhere.requests())
                            .extracting(FakeRequest::authorization)
                            .allMatch("null"::equals);
                }));
    }
}
