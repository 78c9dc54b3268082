package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks one server several things at a time, but few. */
final class Workers {
    private static final int PARALLEL = 4;
    private static final long IDLE_SECONDS = 5;

    private final ThreadPoolExecutor pool;

    Workers() {
        pool = new ThreadPoolExecutor(
                PARALLEL, PARALLEL, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    var thread = new Thread(task, "idp-harbor");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    /** Questions that belong together: once the server could not be reached, it is not asked the rest of them. */
    final class Round {
        private final AtomicReference<@Nullable Problem> down = new AtomicReference<>();

        /**
         * One answer for each question.
         *
         * @param failed the answer when there is a problem
         */
        <Q, A> Map<Q, A> ask(Collection<Q> questions, Function<Q, A> asking, Function<Problem, A> failed) {
            var pending = new LinkedHashMap<Q, CompletableFuture<A>>();
            questions.forEach(question ->
                    pending.put(question, CompletableFuture.supplyAsync(() -> answer(question, asking, failed), pool)));
            var answers = new LinkedHashMap<Q, A>();
            pending.forEach((question, answer) -> answers.put(question, answer.join()));
            return answers;
        }

        private <Q, A> A answer(Q question, Function<Q, A> asking, Function<Problem, A> failed) {
            var known = down.get();
            if (known != null) {
                return failed.apply(known);
            }
            try {
                return asking.apply(question);
            } catch (IdpException e) {
                if (e.problem().code() == ProblemCode.REGISTRY_UNREACHABLE) {
                    down.set(e.problem());
                }
                return failed.apply(e.problem());
            }
        }
    }
}
