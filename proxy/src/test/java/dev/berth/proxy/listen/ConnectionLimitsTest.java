package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.proxy.access.SourceRanges;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many connections tenants may have open. */
class ConnectionLimitsTest {
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[]}";
    private static final SourceRanges NO_HOPS = SourceRanges.of(List.of());

    private final List<Socket> held = new ArrayList<>();

    @AfterEach
    void letGo() throws IOException {
        for (Socket each : held) each.close();
    }

    /** Whether a connection from this address stays: then what is written on it is answered. */
    private boolean staysOpen(RunningProxy proxy, String from) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port(), InetAddress.getByName(from), 0);
        held.add(socket);
        socket.setSoTimeout(20_000);
        try {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException neither) {
            throw new AssertionError("neither answered nor closed", neither);
        } catch (IOException ended) {
            return false;
        }
    }

    private static double refused(RunningProxy proxy, String limit) {
        return proxy.registry
                .get("berth_proxy_connections_refused")
                .tag("limit", limit)
                .counter()
                .count();
    }

    @Test
    void anAddressHasALimitAndOthersAreServedBesideIt() throws IOException {
        try (var proxy = new RunningProxy(NO_HOPS, new ConnectionLimits(100, 3))) {
            proxy.route(proxy.node());
            for (int i = 0; i < 3; i++)
                assertThat(staysOpen(proxy, "127.0.0.2")).isTrue();
            assertThat(staysOpen(proxy, "127.0.0.2")).isFalse();
            assertThat(refused(proxy, "address")).isEqualTo(1);
            assertThat(proxy.answer(RunningProxy.SHARED, CALL)).contains("\"result\"");
            letGo();
            await().untilAsserted(
                            () -> assertThat(staysOpen(proxy, "127.0.0.2")).isTrue());
        }
    }

    @Test
    void trustedHopsBringEverybodysCallsAndHaveNoneOfTheirOwn() throws IOException {
        try (var proxy = new RunningProxy(SourceRanges.of(List.of("127.0.0.3")), new ConnectionLimits(100, 1))) {
            for (int i = 0; i < 5; i++)
                assertThat(staysOpen(proxy, "127.0.0.3")).isTrue();
        }
    }

    @Test
    void allTogetherHaveALimit() throws IOException {
        try (var proxy = new RunningProxy(NO_HOPS, new ConnectionLimits(4, 4))) {
            for (int i = 0; i < 4; i++)
                assertThat(staysOpen(proxy, "127.0.0." + (2 + i))).isTrue();
            assertThat(staysOpen(proxy, "127.0.0.9")).isFalse();
            assertThat(refused(proxy, "total")).isEqualTo(1);
            assertThat(proxy.registry.get("berth_proxy_connections").gauge().value())
                    .isEqualTo(4);
        }
    }

    @Test
    void ofIpv6AllAddressesOfANetworkCountAsOne() throws UnknownHostException {
        var connections = new OpenConnections(new ConnectionLimits(100, 2), NO_HOPS);
        assertThat(connections.enter(InetAddress.getByName("2001:db8:1:1::1")))
                .isEqualTo(OpenConnections.Verdict.ADMITTED);
        assertThat(connections.enter(InetAddress.getByName("2001:db8:1:1::2")))
                .isEqualTo(OpenConnections.Verdict.ADMITTED);
        assertThat(connections.enter(InetAddress.getByName("2001:db8:1:1:9::3")))
                .isEqualTo(OpenConnections.Verdict.TOO_MANY_FROM_ADDRESS);
        assertThat(connections.enter(InetAddress.getByName("2001:db8:1:2::1")))
                .isEqualTo(OpenConnections.Verdict.ADMITTED);
        connections.leave(InetAddress.getByName("2001:db8:1:1::1"));
        assertThat(connections.enter(InetAddress.getByName("2001:db8:1:1:9::3")))
                .isEqualTo(OpenConnections.Verdict.ADMITTED);
        assertThat(connections.open()).isEqualTo(3);
    }
}
