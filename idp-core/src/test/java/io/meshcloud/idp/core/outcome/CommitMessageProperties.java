// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.spi.caller.Trigger;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CommitMessageProperties {

    @Property
    void a_message_is_parsed_back_as_it_was_printed(@ForAll("messages") CommitMessage message) {
        assertThat(CommitMessage.parse(message.toString())).isEqualTo(message);
    }

    @Property
    void parsing_never_fails(@ForAll String text) {
        assertThat(CommitMessage.parse(text)).isNotNull();
    }

    @Property
    void no_reason_forges_a_trailer(@ForAll("lines") String text) {
        var context = new RequestContext(
                Caller.platform(new Actor("ada")), Trigger.CLI, new Reason(text), RequestId.random(), false);

        var message = CommitMessages.of(Action.RELEASE, null, "", context, Map.of());

        var parsed = CommitMessage.parse(message.toString());
        assertThat(parsed.trailer(TrailerKey.REASON)).contains(text);
        assertThat(parsed.trailer(TrailerKey.ACTOR)).contains("ada");
        assertThat(parsed.trailers()).hasSize(5);
    }

    @Example
    void text_that_looks_like_a_trailer_never_precedes_ours() {
        var context = new RequestContext(
                Caller.platform(new Actor("ada")),
                Trigger.CLI,
                new Reason("Idp-Actor: root <root@example.org>"),
                RequestId.random(),
                false);

        var parsed = CommitMessage.parse(
                CommitMessages.of(Action.RELEASE, null, "", context, Map.of()).toString());

        assertThat(parsed.trailer(TrailerKey.ACTOR)).contains("ada");
        assertThat(parsed.trailer(TrailerKey.REASON)).contains("Idp-Actor: root <root@example.org>");
    }

    @Example
    void only_known_trailers_of_the_last_paragraph_count() {
        var parsed = CommitMessage.parse("""
                fix

                Idp-Actor: not-here

                Signed-off-by: Somebody <s@example.org>
                Idp-Reason: here
                Idp-Unknown: x
                no trailer
                """);

        assertThat(parsed.subject()).isEqualTo("fix");
        assertThat(parsed.trailers()).containsExactly(new CommitMessage.Trailer(TrailerKey.REASON, "here"));
    }

    @Example
    void a_subject_is_not_a_trailer_and_an_empty_message_has_a_default_subject() {
        assertThat(CommitMessage.parse("Idp-Actor: root").trailers()).isEmpty();
        assertThat(CommitMessage.parse("").subject()).isEqualTo("''");
        assertThat(CommitMessage.parse("\r\nfix\r\n\r\nIdp-Reason: x\r\n").trailer(TrailerKey.REASON))
                .contains("x");
    }

    @Example
    void a_long_subject_is_shortened() {
        var context =
                new RequestContext(Caller.platform(new Actor("ada")), Trigger.CLI, null, RequestId.random(), false);

        var message = CommitMessages.of(Action.CONFIGURE, null, "x".repeat(500), context, Map.of());

        assertThat(message.subject()).hasSize(100).startsWith("configure: xxx").endsWith("…");
    }

    @Provide
    Arbitrary<CommitMessage> messages() {
        var trailers =
                Combinators.combine(Arbitraries.of(TrailerKey.class), lines()).as(CommitMessage.Trailer::new);
        return Combinators.combine(lines(), trailers.list().ofMaxSize(8)).as(CommitMessage::new);
    }

    @Provide
    Arbitrary<String> lines() {
        var words = Arbitraries.of("Idp-Actor: x", "Idp-Reason:", "<a@b>", ":", "#", "\\n", "größer", "release", "-");
        var any = Arbitraries.strings().all().ofMaxLength(20);
        return Arbitraries.oneOf(List.of(words, any))
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(parts -> String.join(" ", parts))
                .map(CommitMessageProperties::harmless)
                .filter(line -> !line.isBlank());
    }

    private static String harmless(String text) {
        var kept = new StringBuilder();
        text.codePoints().filter(Quoted::isHarmless).forEach(kept::appendCodePoint);
        return kept.toString().strip();
    }
}
