package dev.berth.control.usage;

import static dev.berth.migrations.schema.Tables.EVENT;

import com.google.protobuf.ByteString;
import dev.berth.contract.v1.Ack;
import dev.berth.contract.v1.Cells;
import dev.berth.contract.v1.EpochState;
import dev.berth.contract.v1.IntakeState;
import dev.berth.contract.v1.ShipperHello;
import dev.berth.contract.v1.UsageAnswer;
import dev.berth.contract.v1.UsageGrpc;
import dev.berth.contract.v1.UsageReport;
import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control plane's side of usage reporting: a report is acknowledged after the commit that merged it. */
public final class UsageService extends UsageGrpc.UsageImplBase {
    private static final Logger log = LoggerFactory.getLogger(UsageService.class);

    private final Database database;

    public UsageService(Database database) {
        this.database = database;
    }

    @Override
    public StreamObserver<UsageReport> ship(StreamObserver<UsageAnswer> answer) {
        return new Incoming(answer);
    }

    private final class Incoming implements StreamObserver<UsageReport> {
        private final StreamObserver<UsageAnswer> answer;
        private @Nullable UUID proxy;
        private boolean ended;

        Incoming(StreamObserver<UsageAnswer> answer) {
            this.answer = answer;
        }

        @Override
        public void onNext(UsageReport report) {
            if (ended) return;
            try {
                switch (report.getKindCase()) {
                    case HELLO -> hello(report.getHello());
                    case CELLS -> cells(report.getCells());
                    case KIND_NOT_SET -> end(Status.INVALID_ARGUMENT, "an empty report");
                }
            } catch (UsageIntake.ForeignEpoch e) {
                quarantine(e);
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                end(Status.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                log.atWarn()
                        .addKeyValue("reason", e.getMessage())
                        .log("usage could not be merged, the proxy sends it again");
                end(Status.UNAVAILABLE, "try again");
            }
        }

        private void hello(ShipperHello hello) {
            proxy = UUID.fromString(hello.getProxyId());
            answer.onNext(UsageAnswer.newBuilder().setState(state(hello)).build());
        }

        private IntakeState state(ShipperHello hello) {
            return database.asPlatform(tx -> {
                IntakeState.Builder state = IntakeState.newBuilder()
                        .setIncarnation(UsageIntake.incarnation(tx).toString());
                for (ByteString epoch : hello.getEpochsList()) {
                    var known = UsageIntake.known(tx, UsageIntake.uuid(epoch));
                    state.addEpochs(EpochState.newBuilder()
                            .setEpoch(epoch)
                            .setLastSeq(known.lastSeq())
                            .setFinal(known.isFinal()));
                }
                return state.build();
            });
        }

        private void cells(Cells cells) {
            UUID from = proxy;
            if (from == null) {
                end(Status.INVALID_ARGUMENT, "Cells before Hello");
                return;
            }
            database.doAsPlatform(tx -> {
                UsageIntake.merge(tx, from, cells);
                if (!cells.getDamage().isEmpty()) recordOnce(tx, from, "proxy.usage-damaged", damage(cells));
            });
            answer.onNext(UsageAnswer.newBuilder()
                    .setAck(Ack.newBuilder().setEpoch(cells.getEpoch()).setSeq(cells.getSeq()))
                    .build());
        }

        private void quarantine(UsageIntake.ForeignEpoch foreign) {
            String reason = String.valueOf(foreign.getMessage());
            UUID from = proxy;
            if (from != null) database.doAsPlatform(tx -> recordOnce(tx, from, "proxy.usage-refused", reason));
            end(Status.FAILED_PRECONDITION, reason);
        }

        private static String damage(Cells cells) {
            return "epoch " + UsageIntake.uuid(cells.getEpoch()) + ": " + cells.getDamage();
        }

        /** A proxy says or tries it again with each report; one event is enough. */
        private static void recordOnce(DSLContext tx, UUID from, String kind, String reason) {
            if (tx.fetchExists(
                    EVENT, EVENT.SUBJECT_ID.eq(from.toString()), EVENT.KIND.eq(kind), EVENT.REASON.eq(reason))) return;
            var event = new NewEvent(null, new Actor("usage-intake"), kind, Subject.of("proxy", from), reason);
            Events.record(tx, event);
        }

        private void end(Status status, String reason) {
            ended = true;
            answer.onError(status.withDescription(reason).asRuntimeException());
        }

        @Override
        public void onError(Throwable error) {
            ended = true;
        }

        @Override
        public void onCompleted() {
            if (ended) return;
            ended = true;
            answer.onCompleted();
        }
    }
}
