package dev.berth.control.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.contract.v1.Cells;
import dev.berth.contract.v1.EpochState;
import dev.berth.contract.v1.ShipperHello;
import dev.berth.contract.v1.UsageAnswer;
import dev.berth.contract.v1.UsageGrpc;
import dev.berth.contract.v1.UsageReport;
import dev.berth.control.TwoTenants;
import dev.berth.control.event.EventFilter;
import dev.berth.control.event.Events;
import dev.berth.control.feed.ProxyServer;
import dev.berth.control.tenant.Scope;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UsageServiceTest {
    private static final String TOKEN = "token-of-a-test";

    private static TwoTenants world;
    private static ProxyServer server;
    private static ManagedChannel channel;

    private final UUID proxy = UUID.randomUUID();
    private final UUID epoch = UUID.randomUUID();

    @BeforeAll
    static void start() throws IOException {
        world = new TwoTenants();
        server = ProxyServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                TOKEN,
                List.of(new UsageService(world.database)));
        channel = NettyChannelBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()))
                .usePlaintext()
                .build();
    }

    @AfterAll
    static void stop() {
        channel.shutdownNow();
        server.close();
        world.close();
    }

    @Test
    void aReportIsAcknowledgedOnceItIsThere() {
        var shipper = new Shipper(TOKEN);
        shipper.hello(proxy, epoch);
        assertThat(shipper.next().getState().getEpochsList())
                .containsExactly(
                        EpochState.newBuilder().setEpoch(Reports.bytes(epoch)).build());
        shipper.send(Reports.of(epoch, 4, TwoTenants.ACME_KEY, 11));
        assertThat(shipper.next().getAck().getSeq()).isEqualTo(4);
        assertThat(counted(epoch)).isEqualTo(11);
    }

    @Test
    void aNewStreamIsToldWhereTheLastOneEnded() {
        var first = new Shipper(TOKEN);
        first.hello(proxy, epoch);
        String incarnation = first.next().getState().getIncarnation();
        first.send(Reports.of(epoch, 7, TwoTenants.ACME_KEY, 2));
        first.next();
        first.out.onError(Status.CANCELLED.asRuntimeException());

        var second = new Shipper(TOKEN);
        UUID unknown = UUID.randomUUID();
        second.hello(proxy, unknown, epoch);
        var state = second.next().getState();
        assertThat(state.getIncarnation()).isEqualTo(incarnation);
        assertThat(state.getEpochsList()).extracting(EpochState::getLastSeq).containsExactly(0L, 7L);
        second.send(Reports.of(epoch, 7, TwoTenants.ACME_KEY, 2));
        second.send(Reports.of(epoch, 8, TwoTenants.ACME_KEY, 3).toBuilder()
                .setFinal(true)
                .build());
        assertThat(second.next().getAck().getSeq()).isEqualTo(7);
        assertThat(second.next().getAck().getSeq()).isEqualTo(8);
        assertThat(counted(epoch)).isEqualTo(3);

        var third = new Shipper(TOKEN);
        third.hello(proxy, epoch);
        assertThat(third.next().getState().getEpochs(0).getFinal()).isTrue();
        third.out.onCompleted();
        assertThat(third.end()).isEqualTo(Status.Code.OK);
    }

    @Test
    void withoutTheTokenNothingIsTaken() {
        for (String token : new String[] {"another", "", TOKEN + "x"}) {
            var shipper = new Shipper(token);
            shipper.hello(proxy, epoch);
            assertThat(shipper.end()).isEqualTo(Status.Code.UNAUTHENTICATED);
        }
        assertThat(counted(epoch)).isZero();
    }

    @Test
    void anEpochOfAnotherProxyEndsTheStreamAndIsRecordedOnce() {
        var owner = new Shipper(TOKEN);
        owner.hello(proxy, epoch);
        owner.next();
        owner.send(Reports.of(epoch, 1, TwoTenants.ACME_KEY, 5));
        owner.next();
        UUID clone = UUID.randomUUID();
        for (int i = 0; i < 2; i++) {
            var shipper = new Shipper(TOKEN);
            shipper.hello(clone, epoch);
            shipper.next();
            shipper.send(Reports.of(epoch, 2, TwoTenants.ACME_KEY, 500));
            assertThat(shipper.end()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        }
        assertThat(counted(epoch)).isEqualTo(5);
        assertThat(events(clone)).containsExactly("proxy.usage-refused");
    }

    @Test
    void whatCouldNotBeReadAtTheProxyIsRecordedOnce() {
        var shipper = new Shipper(TOKEN);
        shipper.hello(proxy, epoch);
        shipper.next();
        for (int seq = 1; seq <= 3; seq++) {
            shipper.send(Reports.of(epoch, seq).setDamage("segment 12: 3 slots").build());
            assertThat(shipper.next().getAck().getSeq()).isEqualTo(seq);
        }
        assertThat(events(proxy)).containsExactly("proxy.usage-damaged");
    }

    @Test
    void whatBreaksTheContractEndsTheStreamWithTheReason() {
        var early = new Shipper(TOKEN);
        early.send(Reports.of(epoch, 1, TwoTenants.ACME_KEY, 5));
        assertThat(early.end()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        var empty = new Shipper(TOKEN);
        empty.out.onNext(UsageReport.getDefaultInstance());
        assertThat(empty.end()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        var nobody = new Shipper(TOKEN);
        nobody.out.onNext(UsageReport.newBuilder()
                .setHello(ShipperHello.newBuilder().setProxyId("me"))
                .build());
        assertThat(nobody.end()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        var dangling = new Shipper(TOKEN);
        dangling.hello(proxy, epoch);
        dangling.next();
        dangling.send(Reports.of(epoch, 1)
                .addCells(Reports.cell(3, Reports.MINUTE, 1))
                .build());
        assertThat(dangling.end()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(counted(epoch)).isZero();
    }

    private static long counted(UUID of) {
        return world.database.asPlatform(
                tx -> tx.fetchSingle("select coalesce(sum(items), 0)::bigint from usage_cell where epoch = ?", of)
                        .get(0, Long.class));
    }

    private static List<String> events(UUID of) {
        return world
                .database
                .asPlatform(tx ->
                        Events.after(tx, new Scope.Everybody(), new EventFilter(null, of.toString(), null), 0, 10))
                .stream()
                .map(event -> event.kind())
                .toList();
    }

    /** A proxy's end of the stream. */
    private static final class Shipper implements StreamObserver<UsageAnswer> {
        private final BlockingQueue<UsageAnswer> answers = new ArrayBlockingQueue<>(100);
        private final BlockingQueue<Status.Code> ends = new ArrayBlockingQueue<>(1);
        private final StreamObserver<UsageReport> out;

        Shipper(String token) {
            var headers = new Metadata();
            headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
            out = UsageGrpc.newStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .ship(this);
        }

        void hello(UUID proxy, UUID... epochs) {
            var hello = ShipperHello.newBuilder().setProxyId(proxy.toString());
            for (UUID epoch : epochs) hello.addEpochs(Reports.bytes(epoch));
            out.onNext(UsageReport.newBuilder().setHello(hello).build());
        }

        void send(Cells cells) {
            out.onNext(UsageReport.newBuilder().setCells(cells).build());
        }

        UsageAnswer next() {
            return await(answers);
        }

        Status.Code end() {
            return await(ends);
        }

        private static <T> T await(BlockingQueue<T> queue) {
            try {
                T next = queue.poll(20, TimeUnit.SECONDS);
                if (next == null) throw new AssertionError("nothing came for 20 s");
                return next;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void onNext(UsageAnswer answer) {
            answers.add(answer);
        }

        @Override
        public void onError(Throwable why) {
            ends.add(Status.fromThrowable(why).getCode());
        }

        @Override
        public void onCompleted() {
            ends.add(Status.Code.OK);
        }
    }
}
