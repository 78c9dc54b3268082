// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.HOST;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.found;
import static io.meshcloud.idp.registry.Fixtures.image;
import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import io.meshcloud.idp.spi.registry.TaggedImage;
import io.meshcloud.idp.testkit.RealPart;
import io.meshcloud.idp.testkit.registry.RegistryServer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real registry that requires tokens, with accounts for different repositories. */
class RealTokenIT {
    private static final String READER_PASSWORD = "reader-pass-4711";
    private static final ImageRepository OURS = ImageRepository.parse(HOST + "/team-a/app1/dev");
    private static final ImageRepository THEIRS = ImageRepository.parse(HOST + "/team-b/app1/dev");

    @TempDir
    private Path folder;

    private TokenService tokens;
    private RegistryServer server;
    private Digest digest;

    @BeforeEach
    void start() throws Exception {
        RealPart.require("skopeo", "docker-registry");
        tokens = new TokenService(folder);
        server = RegistryServer.startGuarded(folder, tokens.auth());
        digest = new OciLayoutWriter(folder.resolve("layout")).write(TAG, image(EARLY));
        for (var repository : List.of(OURS, THEIRS)) {
            tokens.allow("ci", "ci-pass-4712", repository.path(), "pull", "push");
            push(repository);
        }
        tokens.allow("reader", READER_PASSWORD, OURS.path(), "pull");
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
        if (tokens != null) {
            tokens.close();
        }
    }

    private void push(ImageRepository repository) {
        RealPart.run(
                folder,
                "skopeo",
                "copy",
                "--insecure-policy",
                "--dest-tls-verify=false",
                "--dest-creds=ci:ci-pass-4712",
                "oci:" + folder.resolve("layout") + ":" + TAG,
                "docker://" + server.host() + "/" + repository.path() + ":" + TAG);
    }

    private RoutingImageRegistry client(String user, String password) {
        var credential = new Credential(user, password, "a test");
        var config = RegistryConfig.of(List.of(HOST + "=" + server.url()), host -> Optional.of(credential));
        return new RoutingImageRegistry(config, Clock.systemUTC());
    }

    private RoutingImageRegistry reader() {
        return client("reader", READER_PASSWORD);
    }

    private static void assertDenied(Problem problem) {
        assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_DENIED);
        assertThat(problem.toString() + problem.fix()).doesNotContain("4711", "4712", "eyJ");
    }

    @Test
    void an_account_for_one_repository_reads_only_that_one() {
        var registry = reader();

        assertThat(found(registry.resolve(OURS, TAG)).digest()).isEqualTo(digest);
        assertThat(registry.resolve(OURS, Tag.parse("nope"))).isEqualTo(new Resolution.Missing());
        var problem = problemOf(() -> registry.resolve(THEIRS, TAG));

        assertDenied(problem);
        assertThat(problem.what()).contains(HOST);
        assertThat(problem.where()).contains("/v2/team-b/app1/dev/manifests/");
        assertThat(tokens.issued())
                .contains("reader team-a/app1/dev [pull]", "reader team-b/app1/dev []")
                .filteredOn(one -> one.startsWith("reader"))
                .hasSize(2);
    }

    @Test
    void a_listing_has_the_readable_repository_and_a_problem_for_the_other() {
        var listed = reader().list(List.of(new Wanted(OURS, null), new Wanted(THEIRS, null)));

        assertThat(listed.get(OURS))
                .isInstanceOfSatisfying(
                        Listing.Known.class,
                        known -> assertThat(known.images())
                                .extracting(TaggedImage::digest)
                                .containsExactly(digest));
        assertThat(listed.get(THEIRS)).isInstanceOfSatisfying(Listing.Unavailable.class, refused -> {
            assertDenied(refused.problem());
            assertThat(refused.problem().where()).contains("team-b/app1/dev");
        });
    }

    @Test
    void a_token_that_has_expired_is_renewed_once() {
        var registry = reader();
        tokens.letTheNextBeExpired();
        assertDenied(problemOf(() -> registry.resolve(OURS, TAG)));
        int before = tokens.issued().size();

        // Our client believes that the old token is valid for an hour.
        assertThat(found(registry.resolve(OURS, TAG)).digest()).isEqualTo(digest);

        assertThat(tokens.issued()).hasSize(before + 1);
    }

    @Test
    void a_wrong_password_is_refused_by_the_token_service() {
        var problem = problemOf(() -> client("reader", "wrong-4711").resolve(OURS, TAG));

        assertDenied(problem);
        assertThat(problem.what()).contains(HOST, "HTTP 401", "the credentials from a test");
        assertThat(problem.where()).isEqualTo(tokens.url().toString());
    }
}
