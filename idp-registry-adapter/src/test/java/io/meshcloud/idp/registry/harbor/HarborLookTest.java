// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.image.TagPattern;
import io.meshcloud.idp.registry.memory.MemoryFolder;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.TaggedImage;
import io.meshcloud.idp.testkit.registry.InMemoryImageRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several looks at many repositories: each look asks only for what has changed since the look before. */
class HarborLookTest extends HarborTestCase {
    private static final int REPOSITORIES = 20;
    private static final int BATCH = 200;

    private final HarborMemory memory = HarborMemory.ofProcess();
    private List<ImageRepository> repositories = List.of();

    @BeforeEach
    void push() {
        push(REPOSITORIES);
    }

    /** Pushes an image to each of this many repositories, and looks at them until nothing is new. */
    private void push(int count) {
        repositories = IntStream.range(0, count)
                .mapToObj(number -> repository("project-" + number + "/app"))
                .toList();
        for (int i = 0; i < count; i++) {
            harbor.project("project-" + i).push("app", "IMAGE", "image " + i, START, "1.0.0");
        }
        for (int i = 0; i < 3; i++) {
            look(repositories);
            harbor.advance(Duration.ofMinutes(6));
        }
        harbor.forget();
    }

    /** Looks at some repositories at a time, as the poll does, each time with the memory of the process before. */
    private Map<ImageRepository, Listing> look(List<ImageRepository> wanted) {
        return look(wanted, memory);
    }

    private Map<ImageRepository, Listing> look(List<ImageRepository> wanted, HarborMemory known) {
        var listed = new HashMap<ImageRepository, Listing>();
        for (int from = 0; from < wanted.size(); from += BATCH) {
            listed.putAll(new HarborImageListing(api(), new InMemoryImageRegistry(), known, clock)
                    .list(wanted.subList(from, Math.min(from + BATCH, wanted.size())).stream()
                            .map(repository -> new Wanted(repository, null))
                            .toList()));
        }
        return listed;
    }

    private List<TaggedImage> images(ImageRepository repository) {
        return ((Listing.Known) look(repositories).get(repository)).images();
    }

    private Stream<String> asked() {
        return harbor.requests().stream().map(FakeRequest::path).filter(path -> path.contains("/artifacts"));
    }

    @Test
    @Slow
    void a_look_at_a_thousand_repositories_without_changes_costs_five_requests() {
        push(1_000);

        var listed = look(repositories);

        assertThat(harbor.requests()).hasSize(5);
        assertThat(listed).hasSize(1_000);
        assertThat(listed.values())
                .allSatisfy(listing ->
                        assertThat(((Listing.Known) listing).images()).hasSize(1));
    }

    @Test
    @Slow
    void the_first_look_of_the_next_process_costs_a_second_look_and_the_list_of_projects(@TempDir Path cache) {
        push(1_000);
        try (var folder = MemoryFolder.at(cache, clock)) {
            var kept = HarborMemory.in(folder, host -> "https://" + host);
            look(repositories, kept);
            harbor.advance(HarborUpdates.MARGIN);
            look(repositories, kept);
            harbor.forget();
            look(repositories, kept);
            assertThat(harbor.requests()).hasSize(5);
        }
        harbor.forget();

        try (var folder = MemoryFolder.at(cache, clock)) {
            var listed = look(repositories, HarborMemory.in(folder, host -> "https://" + host));
            assertThat(listed.values())
                    .allSatisfy(listing ->
                            assertThat(((Listing.Known) listing).images()).hasSize(1));
        }

        assertThat(asked()).isEmpty();
        assertThat(harbor.requests())
                .extracting(FakeRequest::path)
                .filteredOn("/api/v2.0/projects"::equals)
                .hasSize(10);
        assertThat(harbor.requests()).hasSize(5 + 10);
    }

    /** Anybody who can write to the cache could write the opposite. */
    @Test
    void each_process_reads_itself_whether_a_project_is_a_cache(@TempDir Path cache) {
        try (var folder = MemoryFolder.at(cache, clock)) {
            look(repositories, HarborMemory.in(folder, host -> host));
        }
        harbor.projects.get("project-7").registryId = 1;

        try (var folder = MemoryFolder.at(cache, clock)) {
            var projects = new HarborProjects(HarborMemory.in(folder, host -> host), clock);

            assertThat(projects.find(api(), "project-7")).isEqualTo(HarborProjects.Kind.PROXY_CACHE);
            assertThat(projects.find(api(), "project-8")).isEqualTo(HarborProjects.Kind.ORDINARY);
        }
    }

    @Test
    void a_memory_of_another_url_is_not_used(@TempDir Path cache) {
        try (var folder = MemoryFolder.at(cache, clock)) {
            look(repositories, HarborMemory.in(folder, host -> "https://" + host));
        }
        harbor.forget();

        try (var folder = MemoryFolder.at(cache, clock)) {
            look(repositories, HarborMemory.in(folder, host -> "https://moved.example.tld"));
        }

        assertThat(asked()).hasSize(REPOSITORIES);
    }

    @Test
    void two_processes_keep_what_each_has_learned(@TempDir Path cache) {
        try (var one = MemoryFolder.at(cache, clock);
                var two = MemoryFolder.at(cache, clock)) {
            look(repositories.subList(0, 10), HarborMemory.in(one, host -> host));
            look(repositories.subList(10, REPOSITORIES), HarborMemory.in(two, host -> host));
        }
        harbor.forget();

        try (var folder = MemoryFolder.at(cache, clock)) {
            look(repositories, HarborMemory.in(folder, host -> host));
        }

        assertThat(asked()).isEmpty();
    }

    @Test
    void a_push_is_seen_by_the_next_look_for_one_more_request() {
        var digest = harbor.projects.get("project-7").push("app", "IMAGE", "new", harbor.now, "1.1.0");

        assertThat(images(repositories.get(7)))
                .extracting(TaggedImage::tag, TaggedImage::digest)
                .contains(Tuple.tuple(Tag.parse("1.1.0"), digest));
        assertThat(asked()).containsExactly("/api/v2.0/projects/project-7/repositories/app/artifacts");
    }

    @Test
    void a_tag_that_was_moved_or_deleted_is_seen_by_the_next_look() {
        harbor.projects.get("project-7").push("app", "IMAGE", "moved", harbor.now, "1.0.0");
        harbor.projects.get("project-8").untag("app", "1.0.0");

        var listed = look(repositories);

        assertThat(((Listing.Known) listed.get(repositories.get(7))).images())
                .extracting(TaggedImage::digest)
                .containsExactly(Digest.of("moved".getBytes(StandardCharsets.UTF_8)));
        assertThat(((Listing.Known) listed.get(repositories.get(8))).images()).isEmpty();
    }

    /** Harbor records the time at which a change begins. A change that begins later may end earlier. */
    @Test
    void a_change_that_appears_after_later_ones_is_seen() {
        harbor.projects.get("project-1").push("app", "IMAGE", "overtaking", harbor.now, "1.1.0");
        look(repositories);
        var slow = harbor.projects.get("project-2");
        slow.push("app", "IMAGE", "slow", harbor.now, "1.1.0");
        slow.updatedAt("app", harbor.now.minus(HarborUpdates.MARGIN).plusSeconds(1));

        assertThat(images(repositories.get(2))).hasSize(2);
    }

    /** The tag may be stored a moment after the time of the change. */
    @Test
    void a_list_that_was_read_soon_after_a_change_is_read_once_more() {
        var project = harbor.projects.get("project-7");
        project.push("app", "IMAGE", "new", harbor.now, "1.1.0");
        var time = harbor.nextUpdate();
        project.updatedAt("app", time);
        look(repositories);
        project.push("app", "IMAGE", "half done before", harbor.now, "1.2.0");
        project.updatedAt("app", time);

        assertThat(images(repositories.get(7))).hasSize(3);
    }

    @Test
    void everything_is_asked_once_in_a_while() {
        harbor.advance(HarborProjects.TIME_TO_LIVE);

        look(repositories);

        assertThat(asked()).hasSize(REPOSITORIES);
    }

    @Test
    void a_single_repository_is_always_asked() {
        look(repositories.subList(0, 1));

        assertThat(asked()).hasSize(1);
        assertThat(harbor.requests()).hasSize(1);
    }

    @Test
    void a_new_pattern_of_tags_needs_no_request() {
        var listed = new HarborImageListing(api(), new InMemoryImageRegistry(), memory, clock)
                .list(repositories.stream()
                        .map(repository -> new Wanted(repository, TagPattern.parse("2.*")))
                        .toList());

        assertThat(((Listing.Known) listed.get(repositories.get(0))).images()).isEmpty();
        assertThat(((Listing.Known) listed.get(repositories.get(0))).excluded()).isEqualTo(1);
        assertThat(asked()).isEmpty();
    }

    @Test
    void an_account_that_may_not_list_repositories_asks_each() {
        harbor.listsRepositories = false;

        assertThat(look(repositories)).hasSize(REPOSITORIES);
        assertThat(asked()).hasSize(REPOSITORIES);
    }

    @Test
    void a_repository_that_our_account_does_not_see_in_the_list_is_asked() {
        var hidden = repository("project-3/none");

        var listed =
                look(Stream.concat(Stream.of(hidden), repositories.stream()).toList());

        assertThat(((Listing.Known) listed.get(hidden)).images()).isEmpty();
        assertThat(asked()).hasSize(1);
    }

    @Test
    void the_first_look_reads_all_projects_and_all_changes_with_one_request_for_each_page() {
        new HarborImageListing(api(), new InMemoryImageRegistry(), HarborMemory.ofProcess(), clock)
                .list(repositories.stream()
                        .map(repository -> new Wanted(repository, null))
                        .toList());

        assertThat(harbor.requests()).hasSize(REPOSITORIES + 2);
    }

    @Test
    void a_few_repositories_of_a_large_harbor_are_asked_one_by_one() {
        for (int i = 0; i < 150; i++) {
            harbor.projects.get("project-0").push("other-" + i, "IMAGE", "other " + i, START, "1");
        }
        var fresh = HarborMemory.ofProcess();

        new HarborImageListing(api(), new InMemoryImageRegistry(), fresh, clock)
                .list(repositories.subList(0, 5).stream()
                        .map(repository -> new Wanted(repository, null))
                        .toList());

        assertThat(fresh.updates(FakeHarbor.HOST)).isEmpty();
        assertThat(asked()).hasSize(5);
    }

    /** A change may then be on any page. */
    @Test
    void repositories_in_another_order_than_requested_are_asked_one_by_one() {
        for (int i = 0; i < 150; i++) {
            harbor.projects.get("project-0").push("other-" + i, "IMAGE", "other " + i, START, "1");
        }
        look(repositories);
        harbor.ordersRepositories = false;
        harbor.forget();

        var digest = harbor.projects.get("project-7").push("app", "IMAGE", "new", harbor.now, "1.1.0");

        assertThat(images(repositories.get(7))).extracting(TaggedImage::digest).contains(digest);
        assertThat(asked()).hasSize(REPOSITORIES);
    }
}
