// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import io.meshcloud.idp.registry.FakeRegistry.Request;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.layout.OciImage;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.testkit.registry.CutListFixture;
import io.meshcloud.idp.testkit.registry.GuardedRegistryFixture;
import io.meshcloud.idp.testkit.registry.PullPolicyFixture;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A team whose images are served over HTTP, with a token for each repository, a policy like Harbor's, and lists that
 * can be cut.
 */
public final class GuardedTeam extends LayoutTeam implements GuardedRegistryFixture, PullPolicyFixture, CutListFixture {
    private static final ImageRepository OTHER = ImageRepository.parse(Fixtures.HOST + "/team-b/app1/dev");

    private final Path root;
    private final FakeRegistry server;
    private final Set<String> pushed = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Set<String> denied = ConcurrentHashMap.newKeySet();
    private final AtomicInteger issued = new AtomicInteger();

    /** The tokens that are valid, and the repository that each may read. */
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    private volatile boolean cuts;

    public GuardedTeam(Path root) {
        this(root, new FakeRegistry(root));
    }

    private GuardedTeam(Path root, FakeRegistry server) {
        super(root, new RoutingImageRegistry(config(server), Clock.systemUTC()), config(server));
        this.root = root;
        this.server = server;
        server.answerFirst(this::answer);
    }

    private static RegistryConfig config(FakeRegistry server) {
        return RegistryConfig.of(
                List.of(Fixtures.HOST + "=" + server.url()),
                host -> Optional.of(new Credential("ci", "pass-word", "a test")));
    }

    @Override
    Digest store(String mediaType, byte[] manifest, Tag... tags) {
        var digest = super.store(mediaType, manifest, tags);
        pushed.add(digest.value());
        return digest;
    }

    @Override
    public ImageRepository otherRepository() {
        return OTHER;
    }

    @Override
    public Digest pushToOther(TestImage image, Tag tag) {
        return OciLayoutWriter.in(root, OTHER)
                .write(tag, OciImage.created(Fixtures.EARLY).file("app/content", Bytes.utf8(image.content()), false));
    }

    @Override
    public void expireAccess() {
        tokens.clear();
    }

    @Override
    public void denyAccess() {
        denied.add(repository().path());
        tokens.clear();
    }

    @Override
    public void refuseImages() {
        refused.addAll(pushed);
    }

    @Override
    public void allowImages() {
        refused.clear();
    }

    @Override
    public void cutLists() {
        cuts = true;
    }

    private @Nullable Reply answer(Request request) {
        if (request.path().equals("/token")) {
            return token(request);
        }
        var repository =
                request.path().replaceFirst("^/v2/", "").replaceFirst("/(manifests|blobs|tags|referrers)/.*", "");
        var token = request.authorization().replaceFirst("^Bearer ", "");
        if (!repository.equals(tokens.get(token))) {
            return Reply.error(401, "UNAUTHORIZED")
                    .with(
                            "WWW-Authenticate",
                            "Bearer realm=\"" + server.url() + "/token\",service=\"registry\",scope=\"repository:"
                                    + repository + ":pull\"");
        }
        if (cuts && request.path().endsWith("/tags/list")) {
            return cut(server.answer(request));
        }
        return request.path().contains("/manifests/") ? manifest(request) : null;
    }

    private Reply token(Request request) {
        var scope = request.query().replaceFirst(".*scope=repository:", "").replaceFirst(":.*", "");
        var token = "token-" + issued.incrementAndGet();
        if (!denied.contains(scope)) {
            tokens.put(token, scope);
        }
        return Reply.of(200, "application/json", "{\"token\":\"" + token + "\",\"expires_in\":3600}");
    }

    private @Nullable Reply manifest(Request request) {
        var digest = server.answer(request).headers().get("Docker-Content-Digest");
        return digest == null || !refused.contains(digest)
                ? null
                : Reply.of(
                        412,
                        "application/json",
                        "{\"errors\":[{\"code\":\"PROJECTPOLICYVIOLATION\",\"message\":\"The image is not signed.\"}]}");
    }

    /** The first half of an answer. */
    private static Reply cut(Reply whole) {
        var bytes = whole.body().toArray();
        var half = Bytes.of(Arrays.copyOf(bytes, bytes.length / 2));
        return new Reply(whole.status(), whole.headers(), half, bytes.length);
    }

    @Override
    public void makeUnreachable() {
        server.close();
    }

    @Override
    public void close() {
        server.close();
    }
}
