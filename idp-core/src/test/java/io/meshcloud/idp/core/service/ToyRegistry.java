// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageOrder;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import io.meshcloud.idp.spi.registry.TaggedImage;
import io.meshcloud.idp.testkit.registry.InMemoryImageRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;

/** A registry with one repository that misbehaves, like an adapter with a defect. */
final class ToyRegistry implements ImageRegistry, ImageListing {
    enum Mischief {
        NONE,
        PROBLEM,
        NULL_POINTER,
        STACK_OVERFLOW,
        OUT_OF_MEMORY,
        NO_LISTING,
        HUGE_LIST,
        NO_ANSWER
    }

    private final InMemoryImageRegistry good;
    private final ImageRepository bad;
    private final Mischief mischief;
    private final boolean whenListed;
    private final Map<String, CompletableFuture<Void>> hanging = new ConcurrentHashMap<>();

    /**
     * @param whenListed whether it misbehaves in lists; otherwise when a name is resolved
     */
    ToyRegistry(InMemoryImageRegistry good, ImageRepository bad, Mischief mischief, boolean whenListed) {
        this.good = good;
        this.bad = bad;
        this.mischief = mischief;
        this.whenListed = whenListed;
    }

    @Override
    public Resolution resolve(ImageRepository repository, Tag tag) {
        if (!whenListed && repository.equals(bad)) {
            misbehave();
        }
        return good.resolve(repository, tag);
    }

    @Override
    public Resolution resolve(ImageRepository repository, Digest digest) {
        if (!whenListed && repository.equals(bad)) {
            misbehave();
        }
        return good.resolve(repository, digest);
    }

    @Override
    public Map<ImageRepository, Listing> list(Collection<Wanted> wanted) {
        var listed = new HashMap<>(good.list(wanted));
        if (whenListed && listed.containsKey(bad)) {
            misbehave();
            if (mischief == Mischief.NO_LISTING) {
                listed.remove(bad);
            }
            if (mischief == Mischief.HUGE_LIST) {
                var image = new TaggedImage(
                        Tag.parse("t"), Digest.of(new byte[1]), Set.of(), ImageTime.created(World.START));
                listed.put(bad, new Listing.Known(ImageOrder.IMAGE_CREATED, Collections.nCopies(200_000, image)));
            }
        }
        return listed;
    }

    private void misbehave() {
        switch (mischief) {
            case PROBLEM ->
                throw Problem.of(ProblemCode.REGISTRY_FAULT, "nonsense", bad.toString(), "wait")
                        .asException();
            case NULL_POINTER -> throw new NullPointerException("toy");
            case STACK_OVERFLOW -> throw new StackOverflowError("toy");
            case OUT_OF_MEMORY -> throw new OutOfMemoryError("toy");
            case NO_ANSWER -> hang();
            case NONE, NO_LISTING, HUGE_LIST -> {}
        }
    }

    private void hang() {
        Objects.requireNonNull(hanging.remove(bad.host())).complete(null);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("left alone", e);
        }
    }

    /**
     * Simulates a deadline: it passes as soon as a question to the host hangs. Only one question is asked at a time.
     */
    void deadline(String host, CompletableFuture<?> answer, Duration limit) {
        hanging.computeIfAbsent(host, any -> new CompletableFuture<>())
                .thenRun(() -> answer.completeExceptionally(new TimeoutException("after " + limit)));
    }
}
