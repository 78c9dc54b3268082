// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.state;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** State repositories that each break one promise of the port on purpose. */
final class BrokenStateRepositories {
    private BrokenStateRepositories() {}

    /** Keeps every promise; the others override what they break. */
    abstract static class Forwarding implements StateRepository {
        final InMemoryStateRepository good;

        Forwarding(InMemoryStateRepository good) {
            this.good = good;
        }

        @Override
        public Snapshot snapshot() {
            return good.snapshot();
        }

        @Override
        public CommitResult commit(Snapshot base, List<Change> changes) {
            return good.commit(base, changes);
        }

        @Override
        public void history(Snapshot from, StatePath path, Predicate<FileRevision> visitor) {
            good.history(from, path, visitor);
        }

        @Override
        public void historyAfter(Snapshot from, CommitId after, StatePath path, Predicate<FileRevision> visitor) {
            good.historyAfter(from, after, path, visitor);
        }

        @Override
        public void commits(Snapshot from, @Nullable CommitId since, Predicate<CommitRecord> visitor) {
            good.commits(from, since, visitor);
        }

        @Override
        public boolean isOwn(Snapshot from, CommitId commit) {
            return good.isOwn(from, commit);
        }

        @Override
        public Optional<Snapshot> at(Snapshot from, String commit) {
            return good.at(from, commit);
        }

        @Override
        public Optional<List<StatePath>> changed(Snapshot from, Snapshot to, String fileName) {
            return good.changed(from, to, fileName);
        }
    }

    /** Compares the base with what this instance wrote last, so it overwrites what another instance wrote. */
    static final class LosesUpdatesOfOthers extends Forwarding {
        private @Nullable CommitId written;

        LosesUpdatesOfOthers(InMemoryStateRepository good) {
            super(good);
        }

        @Override
        public synchronized CommitResult commit(Snapshot base, List<Change> changes) {
            var known = written;
            boolean isStale = known != null
                    && !base.commit().equals(Optional.of(known))
                    && good.at(base, known.value()).isEmpty();
            var result = isStale ? new CommitResult.Conflict() : commitAnyway(base, changes);
            if (result instanceof CommitResult.Committed done) {
                written = done.snapshot().commit().orElseThrow();
            }
            return result;
        }

        private CommitResult commitAnyway(Snapshot base, List<Change> changes) {
            var result = good.commit(base, changes);
            return result instanceof CommitResult.Conflict ? good.commit(good.snapshot(), changes) : result;
        }
    }

    /** Writes the changes one by one. */
    static final class WritesHalfABatch extends Forwarding {
        WritesHalfABatch(InMemoryStateRepository good) {
            super(good);
        }

        @Override
        public CommitResult commit(Snapshot base, List<Change> changes) {
            if (changes.isEmpty()) {
                return good.commit(base, changes);
            }
            var ids = new ArrayList<CommitId>();
            var at = base;
            for (var change : changes) {
                if (!(good.commit(at, List.of(change)) instanceof CommitResult.Committed done)) {
                    return new CommitResult.Conflict();
                }
                ids.addAll(done.commits());
                at = done.snapshot();
            }
            return new CommitResult.Committed(ids, Instant.EPOCH, at);
        }
    }

    /** Reads the branch once. */
    static final class ReadsOnce extends Forwarding {
        private @Nullable Snapshot first;

        ReadsOnce(InMemoryStateRepository good) {
            super(good);
        }

        @Override
        public synchronized Snapshot snapshot() {
            var known = first == null ? good.snapshot() : first;
            first = known;
            return known;
        }
    }

    /** Takes an empty list of changes for a success. */
    static final class AcceptsNoChange extends Forwarding {
        AcceptsNoChange(InMemoryStateRepository good) {
            super(good);
        }

        @Override
        public CommitResult commit(Snapshot base, List<Change> changes) {
            return changes.isEmpty()
                    ? new CommitResult.Committed(List.of(), Instant.EPOCH, base)
                    : good.commit(base, changes);
        }
    }

    /** Ignores a change that cannot be applied. */
    static final class DropsWhatItCannotApply extends Forwarding {
        DropsWhatItCannotApply(InMemoryStateRepository good) {
            super(good);
        }

        @Override
        public CommitResult commit(Snapshot base, List<Change> changes) {
            try {
                return good.commit(base, changes);
            } catch (IdpException e) {
                return new CommitResult.Committed(List.of(), Instant.EPOCH, base);
            }
        }
    }

    /** Visits history oldest first, ignores its bounds, and forgets what was deleted. */
    static final class ForgetsHistory extends Forwarding {
        ForgetsHistory(InMemoryStateRepository good) {
            super(good);
        }

        @Override
        public void history(Snapshot from, StatePath path, Predicate<FileRevision> visitor) {
            var all = new ArrayList<FileRevision>();
            good.history(from, path, all::add);
            Collections.reverse(all);
            for (var revision : all) {
                if (!visitor.test(revision)) {
                    return;
                }
            }
        }

        @Override
        public void historyAfter(Snapshot from, CommitId after, StatePath path, Predicate<FileRevision> visitor) {
            good.history(from, path, visitor);
        }

        @Override
        public void commits(Snapshot from, @Nullable CommitId since, Predicate<CommitRecord> visitor) {
            good.commits(from, null, visitor);
        }

        @Override
        public Optional<Snapshot> at(Snapshot from, String commit) {
            return good.at(good.snapshot(), commit);
        }

        @Override
        public Optional<List<StatePath>> changed(Snapshot from, Snapshot to, String fileName) {
            return good.changed(from, to, fileName)
                    .map(paths ->
                            paths.stream().filter(to.find(fileName)::contains).toList());
        }
    }
}
