// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.image.TagPattern;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.FakeRegistry;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import io.meshcloud.idp.registry.Fixtures;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry that lists its tags in pages of its choice. */
class TagPagesTest extends ServedLayout {
    private static final String LIST = "/v2/" + Fixtures.REPOSITORY.path() + "/tags/list";

    private Listing list() {
        return list(client());
    }

    private static Listing list(DistributionImageRegistry registry) {
        return registry.list(List.of(new Wanted(Fixtures.REPOSITORY, null))).get(Fixtures.REPOSITORY);
    }

    private Problem trouble() {
        return ((Listing.Unavailable) list()).problem();
    }

    private static Reply page(String tags) {
        return Reply.of(200, "application/json", "{\"name\":\"x\",\"tags\":" + tags + "}");
    }

    private void answer(Reply first, Reply second) {
        server.answerFirst(
                request -> !request.path().equals(LIST) ? null : request.query().contains("last=") ? second : first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<%s?last=a&n=1>; rel=\"next\"", "<BASE%s?last=a&n=1>;rel=next", "<?last=a>; rel=\"next\""})
    void is_followed_by_relative_and_absolute_links(String link) {
        var header = link.replace("BASE", server.url().toString()).replace("%s", LIST);
        answer(page("[\"nope\"]").with("Link", header), page("[\"" + Fixtures.TAG + "\"]"));

        assertThat(((Listing.Known) list()).images())
                .extracting(TaggedImage::tag)
                .containsExactly(Fixtures.TAG);
    }

    @Test
    void is_requested_at_the_configured_address_even_if_the_link_has_the_public_name() {
        answer(
                page("[]").with("Link", "<https://" + Fixtures.HOST + LIST + "?last=a>; rel=next"),
                page("[\"" + Fixtures.TAG + "\"]"));

        assertThat(((Listing.Known) list()).images()).hasSize(1);
    }

    @Test
    void without_an_end_is_a_fault() {
        var again = page("[\"a\"]").with("Link", "<" + LIST + "?last=a>; rel=\"next\"");
        answer(again, again);

        assertThat(trouble().code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
        assertThat(trouble().what()).contains("without an end");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<http://elsewhere.example%s?last=a>",
                "<https://elsewhere.example/repository/docker-hosted%s?n=1000&last=a>",
                "</v2/other/tags/list?last=a>",
                "<../..?last=a#top>"
            })
    void is_requested_at_the_lists_own_address_whatever_the_link_says(String link) {
        answer(
                page("[]").with("Link", link.replace("%s", LIST) + "; rel=\"next\""),
                page("[\"" + Fixtures.TAG + "\"]"));

        assertThat(((Listing.Known) list()).images()).hasSize(1);
        assertThat(server.requests())
                .filteredOn(request -> request.query().contains("last="))
                .extracting(FakeRegistry.Request::path)
                .containsExactly(LIST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<http:// x>", "</v2/other/tags/list>", "<#a?last=b>", "<?last= ^>"})
    void whose_link_has_no_query_is_a_fault(String link) {
        answer(page("[]").with("Link", link + "; rel=\"next\""), page("[]"));

        assertThat(trouble().code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 416, 422})
    void whose_size_is_refused_is_requested_without_it(int status) {
        var names = names(250);
        server.answerFirst(request -> {
            if (!request.path().equals(LIST)) {
                return request.path().contains("/manifests/0.") ? Reply.error(404, "MANIFEST_UNKNOWN") : null;
            }
            if (request.query().contains("n=")) {
                return Reply.error(status, "PAGINATION_NUMBER_INVALID");
            }
            int last = request.query().indexOf("last=");
            var from = last < 0 ? "" : request.query().substring(last + "last=".length());
            return page(Stream.of(names)
                    .filter(name -> name.compareTo(from) > 0)
                    .limit(100)
                    .map(name -> '"' + name + '"')
                    .toList()
                    .toString());
        });

        assertThat(((Listing.Known) list()).images()).hasSize(1);
        assertThat(server.requests().stream().filter(request -> request.path().equals(LIST)))
                .hasSize(4);
    }

    /** Answers like a registry that cuts a page and sends no link, whatever it is asked for. */
    private void cutAt(int limit, String... names) {
        server.answerFirst(request -> {
            if (!request.path().equals(LIST)) {
                return null;
            }
            int last = request.query().indexOf("last=");
            var from = last < 0 ? "" : request.query().substring(last + "last=".length());
            var page = Stream.of(names)
                    .filter(name -> name.compareTo(from) > 0)
                    .limit(limit)
                    .map(name -> '"' + name + '"')
                    .toList();
            return page(page.toString());
        });
    }

    private static String[] names(int count) {
        return Stream.concat(
                        IntStream.range(0, count - 1).mapToObj(number -> String.format("0.%05d", number)),
                        Stream.of(Fixtures.TAG.value()))
                .toArray(String[]::new);
    }

    /** All tags but one are excluded by a pattern, so that no manifests of thousands of tags are requested. */
    private void assertAllTagsRead(int count) {
        var wanted = new Wanted(Fixtures.REPOSITORY, TagPattern.parse("1[.]0[.]0"));

        var known = (Listing.Known) client().list(List.of(wanted)).get(Fixtures.REPOSITORY);

        assertThat(known.images()).extracting(TaggedImage::tag).containsExactly(Fixtures.TAG);
        assertThat(known.excluded()).isEqualTo(count - 1);
    }

    @ParameterizedTest
    @CsvSource({"1000, 1001, 2", "1000, 2000, 3", "1000, 999, 1", "100, 250, 3", "500, 1001, 3"})
    void without_a_link_is_followed_by_another_if_it_is_full(int limit, int tags, int pages) {
        cutAt(limit, names(tags));

        assertAllTagsRead(tags);
        assertThat(server.requests().stream().filter(request -> request.path().equals(LIST)))
                .hasSize(pages);
    }

    @Test
    void that_is_sent_repeatedly_is_the_whole_list() {
        var names =
                Stream.of(names(1000)).map(name -> '"' + name + '"').toList().toString();
        server.answerFirst(request -> request.path().equals(LIST) ? page(names) : null);

        assertAllTagsRead(1_000);
    }

    @Test
    void that_fails_after_a_full_page_makes_the_list_unknown() {
        answer(fullPage(), Reply.error(500, "UNKNOWN"));

        assertThat(trouble().code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NAME_UNKNOWN", "NOT_FOUND", "NO_CODE"})
    void that_is_denied_after_a_full_page_makes_the_list_unknown(String code) {
        answer(
                fullPage(),
                code.equals("NO_CODE")
                        ? Reply.of(404, "text/plain", "").with("Docker-Distribution-Api-Version", "registry/2.0")
                        : Reply.error(404, code));

        assertThat(trouble().code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
    }

    private static Reply fullPage() {
        return page(
                Stream.of(names(1000)).map(name -> '"' + name + '"').toList().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"tags\":\"1.0.0\"}", "{\"errors\":[]}", "{\"tags\":{}}"})
    void without_a_list_is_a_fault(String body) {
        server.answerFirst(request -> request.path().equals(LIST) ? Reply.of(200, "application/json", body) : null);

        assertThat(trouble().code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DENIED", "UNSUPPORTED"})
    void that_is_missing_while_the_repository_exists_is_a_fault(String code) {
        server.answerFirst(request -> request.path().equals(LIST)
                ? Reply.error(404, code).with("Docker-Distribution-Api-Version", "registry/2.0")
                : null);

        assertThat(trouble().code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 405, 501})
    void has_tags_whose_absence_is_confirmed_by_get(int status) {
        server.answerFirst(request -> request.method().equals("HEAD")
                ? Reply.of(status, "text/plain", "").with("Docker-Distribution-Api-Version", "registry/2.0")
                : null);

        assertThat(((Listing.Known) list()).images())
                .extracting(TaggedImage::tag)
                .containsExactly(Fixtures.TAG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "[1, null, {}, \"not a tag!\"]"})
    void without_tags_is_empty(String tags) {
        answer(page(tags), page("[]"));

        assertThat(((Listing.Known) list()).images())
                .extracting(image -> image.tag().value())
                .doesNotContain("not a tag!");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "[", "\"text\""})
    void that_is_not_a_list_is_a_fault(String body) {
        server.answerFirst(request -> request.path().equals(LIST) ? Reply.of(200, "text/html", body) : null);

        assertThat(trouble().code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
    }

    @Test
    void a_registry_that_denies_us_is_named() {
        server.answerFirst(request -> Reply.error(401, "UNAUTHORIZED"));

        assertThat(trouble().code()).isEqualTo(ProblemCode.REGISTRY_DENIED);
    }

    @Test
    void an_unreachable_registry_is_reported_without_an_exception() {
        server.close();

        assertThat(trouble().code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
    }

    @Test
    void a_claimed_digest_that_does_not_exist_is_left_out() {
        var claimed = Digest.of("another".getBytes(StandardCharsets.US_ASCII));
        var registry = client();
        list(registry);
        server.answerFirst(request -> request.method().equals("HEAD")
                ? server.answer(request).with("Docker-Content-Digest", claimed.value())
                : null);

        assertThat(((Listing.Known) list(registry)).images()).isEmpty();
    }

    @Test
    void other_bytes_than_claimed_are_reported_for_that_repository() {
        server.answerFirst(
                request -> request.method().equals("GET") && request.path().contains("sha256:")
                        ? Reply.of(200, MediaTypes.OCI_MANIFEST, "{\"schemaVersion\":2}")
                        : null);

        assertThat(trouble().code()).isEqualTo(ProblemCode.DIGEST_MISMATCH);
        assertThat(trouble().where()).contains(Fixtures.REPOSITORY.path());
    }

    @Test
    void a_tag_has_the_digest_of_its_bytes_and_not_the_claimed_one() {
        var other = writer.write(Tag.parse("other"), Fixtures.image(Fixtures.LATE));
        var registry = client();
        list(registry);
        server.answerFirst(request -> request.method().equals("HEAD")
                ? server.answer(request).with("Docker-Content-Digest", other.value())
                : null);

        assertThat(((Listing.Known) list(registry)).images())
                .extracting(TaggedImage::digest)
                .containsOnly(other);
        assertThat(Fixtures.found(registry.resolve(Fixtures.REPOSITORY, Fixtures.TAG))
                        .digest())
                .isEqualTo(digest);
    }

    @Test
    void a_web_page_in_place_of_tags_is_a_fault() {
        server.answerFirst(request -> Reply.of(200, "text/html", "<html>sign in</html>"));

        assertThat(trouble().code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
    }

    @Test
    void the_second_listing_requests_tags_and_digests_only() {
        var registry = client();
        list(registry);
        int first = server.requests().size();

        list(registry);

        assertThat(server.requests().subList(first, server.requests().size()))
                .extracting(request -> request.method() + " " + request.path())
                .containsExactly("GET " + LIST, "HEAD " + LIST.replace("tags/list", "manifests/" + Fixtures.TAG));
    }
}
