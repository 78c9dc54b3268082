// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.Listing;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Completeness: a part of a list is never taken for the whole. Otherwise automation would release the newest image of
 * the part, which may be old.
 */
public abstract class CutListContract extends ImageRegistryContract {

    @Override
    protected abstract CutListFixture newFixture() throws Exception;

    private Listing list() {
        return Objects.requireNonNull(team().listing()
                .list(List.of(new Wanted(team().repository(), null)))
                .get(team().repository()));
    }

    private void push(int number) {
        team().push(TestImage.of("image " + number, NOON.plusSeconds(number)), Tag.parse("1.0." + number));
    }

    @Test
    void a_list_that_is_cut_is_unavailable() {
        IntStream.range(0, 5).forEach(this::push);
        ((CutListFixture) team()).cutLists();

        assertThat(list()).isInstanceOf(Listing.Unavailable.class);
    }

    @Test
    void a_list_that_is_cut_after_it_was_read_once_is_unavailable() {
        IntStream.range(0, 5).forEach(this::push);
        assertThat(list()).isInstanceOf(Listing.Known.class);
        push(5);
        ((CutListFixture) team()).cutLists();

        assertThat(list()).isInstanceOf(Listing.Unavailable.class);
    }
}
