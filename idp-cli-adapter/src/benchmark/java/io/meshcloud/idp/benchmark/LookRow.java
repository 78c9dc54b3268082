// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.Tag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/** The cost of a look at all environments: when nothing is new, one image is new, and an image is new everywhere. */
final class LookRow {
    private static final int TAGS = 3;
    private static final int MANY_TAGS = 30;

    /** The looks of a process before the measured ones, so that most of its code is compiled. */
    private static final int WARM_UP = 5;

    private static final int IDLE_LOOKS = 5;

    /** To read this many tags for the first time takes long. */
    private static final int MAX_WITH_MANY_TAGS = 100;

    /** The looks at more environments take long. */
    private static final int MAX_WITH_ALL_ROUNDS = 1_000;

    /** The time between pushes on most days, and in a burst. */
    private static final Duration USUALLY = Duration.ofMinutes(1);

    private static final Duration IN_A_BURST = Duration.ofMillis(10);

    private final Arena arena;
    private final Options options;
    private final Results results;
    private final LookedRegistry registry;
    private final StateCopy copy;
    private final StateGenerator generator;
    private final CliProcess cli;
    private final int tags;
    private int pushes;

    private LookRow(Arena arena, Options options, Results results, LookedRegistry registry, String name, int tags) {
        this.arena = arena;
        this.options = options;
        this.results = results;
        this.registry = registry;
        this.tags = tags;
        this.copy = arena.copy(name);
        this.generator = new StateGenerator(arena.programs());
        this.cli = new CliProcess(arena, copy, name, registry.settings());
        generator.enableAutomation(copy.repository());
        releaseTheNewest();
    }

    static void measure(Arena arena, Options options, Results results) {
        for (int tags : arena.environments() <= MAX_WITH_MANY_TAGS ? new int[] {TAGS, MANY_TAGS} : new int[] {TAGS}) {
            var name = "look-" + tags + "-";
            try (var registry = LookedRegistry.distribution(arena.scratch(name + "registry"))) {
                new LookRow(arena, options, results, registry, name + "docker-registry", tags)
                        .measure(name + "docker-registry");
            }
            try (var registry = LookedRegistry.harbor()) {
                new LookRow(arena, options, results, registry, name + "harbor", tags).measure(name + "harbor");
            }
        }
    }

    /** Each environment runs the newest image of its repository, so nothing is new. */
    private void releaseTheNewest() {
        var files = new HashMap<String, Bytes>();
        for (int number = 0; number < arena.environments(); number++) {
            var environment = new TestEnvironment(number);
            for (int tag = 0; tag < tags; tag++) {
                var pushed = registry.push(environment, Tag.parse("1.0." + tag), USUALLY);
                var image = new ImageReference(environment.repository(), pushed.tag(), pushed.digest());
                files.put(environment.releasePath(), TestUpdate.file(environment, image, pushed.time()));
            }
        }
        generator.commit(copy.repository(), "Run the newest images", files);
    }

    private void measure(String name) {
        boolean allRounds = arena.environments() <= MAX_WITH_ALL_ROUNDS;
        try (var process = MeasuredProcess.start(
                arena,
                options,
                name,
                registry.settings(),
                CliProcess.jar() + ":" + MeasuredProcess.classPath(),
                LookWorker.class,
                List.of(copy.url(), cli.cache().toString()))) {
            add("the first look, with an empty cache", look(process, 0));
            for (int round = 0; allRounds && round < WARM_UP; round++) {
                look(process, 0);
            }
            idle(process, allRounds ? IDLE_LOOKS : 1);
            if (tags == TAGS) {
                one(process, allRounds ? 3 : 1);
                burst(process);
                burstWithSecondWriter(process);
            }
        }
        if (tags == TAGS) {
            add("nothing new, `idp reconcile --once` with a warm cache", once());
        }
    }

    private void idle(MeasuredProcess process, int rounds) {
        var looks = new ArrayList<LookCost>();
        for (int round = 0; round < rounds; round++) {
            looks.add(look(process, 0));
        }
        var median = median(looks, LookCost::cpu);
        add("nothing new", median);
        if (tags == TAGS && isDistribution()) {
            results.figure(Aim.LOOK_REQUESTS, perEnvironment(median));
            results.figure(Aim.LOOK_CPU, Texts.seconds(median.cpu()));
        } else if (tags == TAGS) {
            results.figure(Aim.HARBOR_LOOK_REQUESTS, (double) median.requests());
            results.figure(Aim.HARBOR_LOOK_CPU, Texts.seconds(median.cpu()));
        }
    }

    private void one(MeasuredProcess process, int rounds) {
        var looks = new ArrayList<LookCost>();
        for (int round = 0; round < rounds; round++) {
            push(new TestEnvironment((arena.environments() - 1) * round / Math.max(1, rounds - 1)), USUALLY);
            looks.add(look(process, 1));
        }
        add("one new image", median(looks, look -> look.commits().last().orElseThrow()));
    }

    private void burst(MeasuredProcess process) {
        pushToAll();
        var look = look(process, arena.environments());
        add("a new image everywhere", look);
        if (isDistribution()) {
            results.figure(Aim.BURST_REQUESTS, perEnvironment(look));
            results.figure(Aim.BURST_TIME, Texts.seconds(look.took()));
            look.commits().first().ifPresent(first -> results.figure(Aim.FIRST_COMMIT, Texts.seconds(first)));
        }
    }

    private void burstWithSecondWriter(MeasuredProcess process) {
        pushToAll();
        try (var other = new SecondWriter(generator, copy)) {
            add("a new image everywhere, with a second writer", look(process, arena.environments()));
        }
    }

    private void pushToAll() {
        for (int number = 0; number < arena.environments(); number++) {
            push(new TestEnvironment(number), IN_A_BURST);
        }
    }

    private void push(TestEnvironment environment, Duration later) {
        registry.push(environment, Tag.parse("2.0." + pushes++), later);
    }

    /** One look of a process that is running. */
    private LookCost look(MeasuredProcess process, int updates) {
        var answer = new AtomicReference<LookWorker.Answer>();
        var cost = measured(() -> {
            var look = LookWorker.Answer.parse(process.ask("look"));
            answer.set(look);
            return new Taken(Duration.ofNanos(look.nanos()), Duration.ofNanos(look.cpuNanos()));
        });
        answer.get().require(updates, arena.environments() - updates);
        if (cost.commits().count() != updates) {
            throw new IllegalStateException(
                    cost.commits().count() + " releases are on the branch, but " + updates + " were reported");
        }
        return cost;
    }

    /** One look of a new process. */
    private LookCost once() {
        return measured(() -> {
            var before = CpuUsage.ofEndedChildren();
            var took = cli.reconcile();
            return new Taken(took, CpuUsage.ofEndedChildren().minus(before));
        });
    }

    private record Taken(Duration time, Duration cpu) {}

    private LookCost measured(Supplier<Taken> look) {
        long requests = registry.requests();
        var cpu = registry.cpu();
        var watch = new BranchWatch(copy);
        Taken taken;
        try (watch) {
            taken = look.get();
        }
        return new LookCost(
                taken.time(),
                taken.cpu(),
                registry.cpu().flatMap(after -> cpu.map(after::minus)),
                registry.requests() - requests,
                watch.commits(SecondWriter::isOther));
    }

    private static LookCost median(List<LookCost> looks, Function<LookCost, Duration> by) {
        return looks.stream().sorted(Comparator.comparing(by)).toList().get(looks.size() / 2);
    }

    private boolean isDistribution() {
        return registry instanceof LookedRegistry.Distribution;
    }

    private double perEnvironment(LookCost look) {
        return look.perEnvironment(arena.environments());
    }

    private void add(String what, LookCost look) {
        var line = new Results.LookLine(registry.name(), tags == TAGS ? what : what + ", " + tags + " tags", look);
        // The row takes minutes.
        System.out.println("  " + line.text(arena.environments()));
        results.look(line);
    }
}
