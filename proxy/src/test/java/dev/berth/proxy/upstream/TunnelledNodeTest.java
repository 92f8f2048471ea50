package dev.berth.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.berth.proxy.route.Tunnel;
import dev.berth.proxy.route.Upstream;
import dev.berth.proxy.route.UpstreamId;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TunnelledNodeTest {
    private static final String HOST = "7d9f.host.berth.internal";

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final HostsAuthority authority = new HostsAuthority();
    private final HandheldNode node = new HandheldNode();
    private final HandheldAgent agent = agent(authority.certify(HOST));
    private final AtomicReference<@Nullable SslContext> shown = new AtomicReference<>(shows(authority));
    private UpstreamClient client;

    @BeforeEach
    void open() throws Exception {
        client = onLoop(() -> new UpstreamClient(
                vertx,
                1_000,
                new QueuePatience(
                        Duration.ofMinutes(1).toNanos(), Duration.ofMinutes(1).toNanos())));
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
        agent.close();
        node.close();
    }

    @Test
    void aCallGoesThroughTheTunnelAndTheNextOneOnTheSameConnection() throws Exception {
        Member member = member(agent);
        for (String call : new String[] {"first", "second"}) {
            Attempt attempt = send(member, call);
            await().until(() -> node.came().contains(call));
            node.links().getFirst().answer("to " + call);
            assertThat(text(attempt)).isEqualTo("to " + call);
        }
        assertThat(node.links()).hasSize(1);
        assertThat(agent.asked).containsExactly("berth-ab12cd34-anvil-g1 rpc");
        assertThat(agent.ways.getFirst().getSession().getProtocol()).isEqualTo("TLSv1.3");
    }

    @Test
    void queuedCallsShareATunnel() throws Exception {
        Member member = member(agent);
        node.answerAll();
        await().until(() -> {
            Attempt[] attempts = onLoop(() -> {
                var queued = new Attempt[10];
                for (int i = 0; i < queued.length; i++)
                    queued[i] = client.queue(member, ("call " + i).getBytes(StandardCharsets.US_ASCII), Room.of(1_000));
                return queued;
            });
            for (int i = 0; i < attempts.length; i++)
                assertThat(text(attempts[i])).isEqualTo("to call " + i);
            return node.links().stream().anyMatch(link -> link.came.size() > 5);
        });
        assertThat(agent.ways).allMatch(way -> way.getSession().getProtocol().equals("TLSv1.3"));
    }

    @Test
    void whatAnAgentRefusesWasNotSentAndSaysWhy() throws Exception {
        agent.refusal = "no unit of that name runs here";
        Reply reply = reply(send(member(agent), "call"));
        assertThat(reply)
                .isEqualTo(new Reply.NotSent(
                        new Standing.Fault("its host's agent says: no unit of that name runs here", true)));
        assertThat(node.came()).isEmpty();
    }

    @Test
    void anotherHostsCertificateAndAnotherAuthoritysAreNotTakenForThisHosts() throws Exception {
        try (var otherHost = agent(authority.certify("1111.host.berth.internal"));
                var otherAuthority =
                        new HandheldAgent(authority.server(new HostsAuthority().certify(HOST)), node.port())) {
            assertThat(reply(send(member(otherHost), "call"))).isInstanceOf(Reply.NotSent.class);
            assertThat(reply(send(member(otherAuthority), "call"))).isInstanceOf(Reply.NotSent.class);
            assertThat(otherHost.asked).isEmpty();
            assertThat(otherAuthority.asked).isEmpty();
            assertThat(node.came()).isEmpty();
        }
    }

    @Test
    void whoeverIsNotCertifiedByTheAuthorityOrNotAtAllSendsNothing() throws Exception {
        shown.set(null);
        assertThat(reply(send(member(agent), "call")))
                .isEqualTo(
                        new Reply.NotSent(new Standing.Fault("this proxy has no certificate for agents yet", false)));
        var stranger = new HostsAuthority();
        shown.set(shows(stranger.certify("proxy"), authority));
        assertThat(reply(send(member(agent), "call"))).isInstanceOf(Reply.NotSent.class);
        assertThat(node.came()).isEmpty();
    }

    @Test
    void aFreeConnectionEndsOnceTheCertificateIsRenewed() throws Exception {
        Member member = member(agent);
        Attempt attempt = send(member, "call");
        await().until(() -> node.came().size() == 1);
        node.links().getFirst().answer("answer");
        text(attempt);
        shown.set(shows(authority));
        await().until(() -> node.links().getFirst().isOver());
    }

    private HandheldAgent agent(HostsAuthority.Certified host) {
        return new HandheldAgent(authority.server(host), node.port());
    }

    private static SslContext shows(HostsAuthority authority) {
        return shows(authority.certify("2222.proxy.berth.internal"), authority);
    }

    private static SslContext shows(HostsAuthority.Certified proxy, HostsAuthority trusted) {
        try {
            return SslContextBuilder.forClient()
                    .keyManager(proxy.key(), proxy.certificate())
                    .trustManager(trusted.certificate())
                    .endpointIdentificationAlgorithm("HTTPS")
                    .protocols("TLSv1.3")
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Member member(HandheldAgent by) {
        var tunnel = new Tunnel(HOST, "berth-ab12cd34-anvil-g1", "rpc", "127.0.0.1:31001");
        return new Member(
                new Upstream(new UpstreamId("node"), "node", "127.0.0.1", by.port(), "/", ByteString.EMPTY, 1, tunnel),
                new Credential.None(),
                shown::get,
                true);
    }

    private Attempt send(Member member, String body) throws Exception {
        return onLoop(() -> client.send(member, body.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String text(Attempt attempt) throws Exception {
        return new String(((Reply.Received) reply(attempt)).body(), StandardCharsets.US_ASCII);
    }

    private static Reply reply(Attempt attempt) throws Exception {
        return attempt.reply().await(10, TimeUnit.SECONDS);
    }

    private <T> T onLoop(Supplier<T> work) throws Exception {
        Promise<T> done = Promise.promise();
        loop.runOnContext(_ -> done.complete(work.get()));
        return done.future().await(10, TimeUnit.SECONDS);
    }
}
