package dev.berth.control.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.control.outbound.OutboundHttp;
import dev.berth.control.outbound.PublicNetwork;
import dev.berth.control.tenant.TenantId;
import dev.berth.control.webhook.DueDelivery.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where nothing is sent, whatever is written in a webhook: a canary listens there and hears nobody. */
class SendDeliveryTest {
    private static DueDelivery delivery(String url, boolean ofPlatform) {
        return new DueDelivery(
                new DeliveryId(new UUID(0, 1)),
                new WebhookId(new UUID(0, 2)),
                new TenantId(new UUID(0, 3)),
                ofPlatform,
                URI.create(url),
                1,
                List.of(SigningSecret.random()),
                "{}",
                true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1:PORT/",
                "https://localhost:PORT/",
                "https://2130706433:PORT/",
                "https://0x7f000001:PORT/",
                "https://0177.0.0.1:PORT/",
                "https://127.1:PORT/",
                "https://0:PORT/",
                "https://0.0.0.0:PORT/",
                "https://[::]:PORT/",
                "https://[::1]:PORT/",
                "https://[::ffff:127.0.0.1]:PORT/",
                "https://[::ffff:7f00:1]:PORT/",
                "https://[::127.0.0.1]:PORT/",
                "https://[64:ff9b::7f00:1]:PORT/",
                "https://[64:ff9b:1::7f00:1]:PORT/",
                "https://[2002:7f00:1::]:PORT/",
                "https://10.0.0.1:PORT/",
                "https://172.16.0.1:PORT/",
                "https://192.168.0.1:PORT/",
                "https://100.64.0.1:PORT/",
                "https://169.254.169.254:PORT/",
                "https://[fe80::1]:PORT/",
                "https://[fd00::1]:PORT/",
                "https://user@localhost:PORT/",
                "http://127.0.0.1:PORT/",
                "ftp://127.0.0.1:PORT/",
                "file:///etc/passwd"
            })
    void nothingButThePublicNetworkIsCalled(String url) throws Exception {
        try (var canary = new ServerSocket(0, 10, InetAddress.getByName("::"));
                var send = new SendDelivery(List.of(), Set.of(canary.getLocalPort()))) {
            String there = url.replace("PORT", "" + canary.getLocalPort());
            assertThat(send.send(delivery(there, false), Instant.now())).isInstanceOf(Outcome.Unreached.class);
            assertThat(send.send(delivery(there, true), Instant.now())).isInstanceOf(Outcome.Unreached.class);
            assertThat(connectsTo(canary)).isFalse();
        }
    }

    @Test
    void aRangeThatTheOperatorListsIsForItsOwnWebhooksOnly() throws Exception {
        try (var canary = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                var send =
                        new SendDelivery(List.of(PublicNetwork.range("127.0.0.0/8")), Set.of(canary.getLocalPort()))) {
            String there = "https://127.0.0.1:" + canary.getLocalPort() + "/";
            assertThat(send.send(delivery(there, false), Instant.now())).isInstanceOf(Outcome.Unreached.class);
            assertThat(connectsTo(canary)).isFalse();
            Thread sending = Thread.ofVirtual().start(() -> send.send(delivery(there, true), Instant.now()));
            canary.setSoTimeout(10_000);
            canary.accept().close();
            sending.join();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com:22/, port 22",
        "https://example.com:5432/, port 5432",
        "http://example.com/, is not of the form",
        "https:///path, is not of the form",
        "https://user:word@example.com/, has a user name"
    })
    void whatCanBeSeenIsRefusedBeforeAnythingIsSent(String url, String why) throws IOException {
        try (var send = new SendDelivery(List.of(), OutboundHttp.USUAL_PORTS)) {
            assertThat(send.wrong(URI.create(url)).orElseThrow()).startsWith(why);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.2.3/8", "10.0.0.0-10.0.0.9", "10.0.*.1", "*", "example.com", "10.0.0.0/33", ""})
    void whatIsNoRangeIsNoSetting(String text) {
        assertThatThrownBy(() -> PublicNetwork.range(text)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Whoever has connected waits to be accepted. */
    private static boolean connectsTo(ServerSocket canary) throws IOException {
        canary.setSoTimeout(20);
        try {
            canary.accept().close();
            return true;
        } catch (SocketTimeoutException nobody) {
            return false;
        }
    }
}
