package dev.berth.control.lease;

import java.time.Instant;
import java.util.Optional;

/** How far a lease has come, and what may come next. */
public sealed interface LeaseState {
    /** A state in which the lease holds its place. */
    sealed interface Open extends LeaseState {
        /** Its end was told; it does not end before. */
        Open noticed(Notice notice);

        /** Its funds are gone: the node is stopped, and its data is kept until {@code endsAt}. */
        Grace withoutFunds(Instant endsAt);

        /** The notice that was given, if one was. */
        Optional<Notice> notice();
    }

    record Active() implements Open {
        @Override
        public Notice noticed(Notice notice) {
            return notice;
        }

        @Override
        public Grace withoutFunds(Instant endsAt) {
            return new Grace(endsAt, Optional.empty());
        }

        @Override
        public Optional<Notice> notice() {
            return Optional.empty();
        }
    }

    /** Runs on, and ends for that reason at {@code endsAt}. */
    record Notice(Instant endsAt, String reason) implements Open {
        @Override
        public Notice noticed(Notice notice) {
            return notice;
        }

        @Override
        public Grace withoutFunds(Instant graceEndsAt) {
            return new Grace(graceEndsAt, notice());
        }

        @Override
        public Optional<Notice> notice() {
            return Optional.of(this);
        }

        /** It stays after all. */
        public Active takenBack() {
            return new Active();
        }
    }

    /** Without funds; a notice goes on meanwhile. */
    record Grace(Instant endsAt, Optional<Notice> notice) implements Open {
        @Override
        public Grace noticed(Notice given) {
            return new Grace(endsAt, Optional.of(given));
        }

        @Override
        public Grace withoutFunds(Instant graceEndsAt) {
            return this;
        }

        /** Its notice is taken back; funds have not come by that. */
        public Grace noticeTakenBack() {
            return new Grace(endsAt, Optional.empty());
        }

        /** Funds have come. */
        public Open funded() {
            return notice.<Open>map(given -> given).orElseGet(Active::new);
        }
    }

    /** Holds nothing any more. */
    record Ended(Instant at, Cause cause, String reason) implements LeaseState {}

    /** Why a lease ends. */
    enum Cause {
        NODE_DELETED,
        RECLAIMED,
        HOST_DESTROYED,
        /** Its node was being made there, and is made elsewhere. */
        HOST_LOST,
        INSUFFICIENT_FUNDS,
        /** The node is gone, and another lease holds the place of its data. */
        DATA_KEPT,
        /** The data was kept for as long as was asked. */
        RETENTION_ENDED,
        /** The data has its node again, with another lease. */
        RESTORED
    }

    /** As API and database have it: {@code grace}. */
    default String text() {
        return switch (this) {
            case Active _ -> "active";
            case Notice _ -> "notice";
            case Grace _ -> "grace";
            case Ended _ -> "ended";
        };
    }
}
