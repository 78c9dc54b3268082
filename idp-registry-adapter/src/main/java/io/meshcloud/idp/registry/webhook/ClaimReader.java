package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.spi.registry.ImagePushed;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Turns a claim into a hint, by the contract's grammars: what no registry can have is not passed on.
 *
 * @param host the registry's, by configuration
 * @param paths how paths in events are named in references
 */
record ClaimReader(String host, PathMapping paths) {
    /** OCI image specification, "Digests": any algorithm, so that none of them is taken for a tag. */
    private static final Pattern DIGEST = Pattern.compile("[a-z0-9+._-]{1,40}:[A-Za-z0-9=_-]+");
    /** OCI distribution specification, "Referrers Tag Schema", and what signers made of it. */
    private static final Pattern REFERRERS = Pattern.compile("sha(256|512)-[0-9a-f]{64}.*");

    /** Why there is no image to look for; empty when there may be one. */
    Optional<String> notAnImage(Claim claim) throws UnusableException {
        var type = claim.mediaType().text().map(MediaTypes::essence);
        if (type.isPresent() && !MediaTypes.isManifest(type.get())) {
            return Optional.of("the media type " + Quoted.of(type.get()) + " is no image's");
        }
        if (claim.tag().text().filter(tag -> REFERRERS.matcher(tag).matches()).isPresent()) {
            return Optional.of("the tag is that of a signature or an attestation");
        }
        if (!couldBeImage(claim)) {
            return Optional.of("what holds " + Quoted.of(claim.parts().get(0)) + " is no image");
        }
        return paths.apply(path(claim)).isPresent()
                ? Optional.empty()
                : Optional.of(
                        "the repository " + Quoted.of(path(claim)) + " is outside of " + Quoted.of(paths.removed()));
    }

    ImagePushed read(Claim claim) throws UnusableException {
        var last = claim.repository().get(claim.repository().size() - 1);
        var path = paths.apply(path(claim)).orElse("");
        boolean taggedByDigest =
                claim.tag().text().filter(tag -> DIGEST.matcher(tag).matches()).isPresent();
        var tag = taggedByDigest ? Field.nothing() : claim.tag();
        var digest = taggedByDigest && claim.digest().isAbsent() ? claim.tag() : claim.digest();
        return new ImagePushed(
                checked(last, "repository", ignored -> new ImageRepository(host, path)),
                tag.isAbsent() ? null : checked(tag, "tag", Tag::parse),
                digest.isAbsent() ? null : checked(digest, "digest", Digest::parse),
                claim.mediaType().line(),
                claim.id().line(),
                claim.at().time(),
                claim.actor().line());
    }

    /** Signatures and SBOMs often carry an image's config, so what lies in the layers counts too. */
    private static boolean couldBeImage(Claim claim) {
        var parts = claim.parts();
        var type = claim.mediaType().text().orElse("");
        if (parts.isEmpty() || MediaTypes.isIndex(MediaTypes.essence(type))) {
            return true;
        }
        return parts.stream().anyMatch(MediaTypes::isImageConfig)
                && (parts.size() == 1 || parts.stream().anyMatch(MediaTypes::isLayer));
    }

    private static String path(Claim claim) throws UnusableException {
        for (var part : claim.repository()) {
            if (part.text().isEmpty()) {
                throw new UnusableException(part, part.isAbsent() ? "is missing" : "is not text");
            }
        }
        return claim.repository().stream().flatMap(part -> part.text().stream()).collect(Collectors.joining("/"));
    }

    private static <T> T checked(Field field, String what, Function<String, T> parse) throws UnusableException {
        var text = field.text();
        if (text.isEmpty()) {
            throw new UnusableException(field, "is not text");
        }
        try {
            return parse.apply(text.get());
        } catch (IdpException e) {
            throw new UnusableException(
                    field, "is no " + what + ": " + e.problem().what());
        }
    }
}
