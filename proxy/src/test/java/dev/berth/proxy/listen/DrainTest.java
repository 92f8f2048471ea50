package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Before the port closes: callers are served, and told to come back by another connection. */
class DrainTest {
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[]}";

    private static String call(Socket socket) throws IOException {
        socket.getOutputStream()
                .write(("POST /" + RunningProxy.SHARED.text() + " HTTP/1.1\r\nhost: x\r\n"
                                + "content-type: application/json\r\ncontent-length: " + CALL.length() + "\r\n\r\n"
                                + CALL)
                        .getBytes(StandardCharsets.US_ASCII));
        var heard = new StringBuilder();
        byte[] some = new byte[4_096];
        while (!heard.toString().endsWith("}")) {
            int n = socket.getInputStream().read(some);
            if (n < 0) break;
            heard.append(new String(some, 0, n, StandardCharsets.US_ASCII));
        }
        return heard.toString();
    }

    @Test
    void aConnectionThatIsKeptIsServedAndToldToEnd() throws IOException {
        try (var proxy = new RunningProxy();
                var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            proxy.route(proxy.node());
            assertThat(call(socket)).contains(" 200 ").doesNotContain("close");
            assertThat(proxy.operator("/readyz").statusCode()).isEqualTo(200);
            proxy.door.beginToClose();
            assertThat(proxy.operator("/readyz").statusCode()).isEqualTo(503);
            assertThat(call(socket)).contains(" 200 ", "connection: close");
            try (var another = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
                assertThat(call(another)).contains(" 200 ", "connection: close");
            }
        }
    }
}
