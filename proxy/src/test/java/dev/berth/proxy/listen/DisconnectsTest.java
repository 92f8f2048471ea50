package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.proxy.listen.ScriptedNode.Answers;
import dev.berth.proxy.listen.ScriptedNode.Slowly;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Clients that leave at every moment of a call, beside others that stay: nobody who stays may notice. */
class DisconnectsTest {
    private static final int LEAVERS = 3_000;
    private static final int STAYERS = 4;
    private static final int CALLS_OF_EACH = 5_000;
    private static final String BODY = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[\"x\"]}";

    @Test
    void tenThousandsOfCallsAreAnsweredWhileThousandsOfClientsLeave() throws Exception {
        try (var proxy = new RunningProxy();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ScriptedNode node = proxy.node();
            proxy.route(node);
            node.script = call -> call.params().size() > 1 ? new Slowly(5, new Answers("1")) : new Answers("1");
            var leaver = threads.submit(leave(proxy.port()));
            var stayers = IntStream.range(0, STAYERS)
                    .mapToObj(_ -> threads.submit(stay(proxy.port())))
                    .toList();
            for (var stayer : stayers) assertThat(stayer.get()).isEqualTo(CALLS_OF_EACH);
            int dispatched = leaver.get();
            long answered = (long) STAYERS * CALLS_OF_EACH + dispatched;
            await().atMost(Duration.ofSeconds(10)).until(() -> proxy.meter.total() >= answered);
            assertThat(proxy.meter.total()).isEqualTo(answered);
            assertThat(proxy.meter.items()).containsOnlyKeys("eth_call ANSWERED");
            assertThat(proxy.answer(RunningProxy.SHARED, BODY)).contains("\"result\":1");
        }
    }

    private static String request(String body) {
        return "POST /" + RunningProxy.SHARED.text()
                + " HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private static Callable<Integer> stay(int port) {
        byte[] request = request(BODY).getBytes(StandardCharsets.US_ASCII);
        return () -> {
            int answered = 0;
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(20_000);
                for (int i = 0; i < CALLS_OF_EACH; i++) {
                    socket.getOutputStream().write(request);
                    if (readAnswer(socket.getInputStream())) answered++;
                }
            }
            return answered;
        };
    }

    /** Leaves in the middle of the body, right after it, or while the answer is awaited; how many were sent whole. */
    private static Callable<Integer> leave(int port) {
        String slow = BODY.replace("[\"x\"]", "[\"x\",1]");
        var whole = new AtomicInteger();
        return () -> {
            for (int i = 0; i < LEAVERS; i++) {
                String request = request(i % 2 == 0 ? BODY : slow);
                boolean cut = i % 3 == 0;
                try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    if (i % 5 == 0) socket.setSoLinger(true, 0);
                    OutputStream out = socket.getOutputStream();
                    out.write(request.substring(0, cut ? request.length() - 10 : request.length())
                            .getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    if (!cut && i % 5 != 0) {
                        whole.incrementAndGet();
                        if (i % 4 == 0) readAnswer(socket.getInputStream());
                    } else if (!cut) {
                        readAnswer(socket.getInputStream());
                        whole.incrementAndGet();
                    }
                }
            }
            return whole.get();
        };
    }

    private static boolean readAnswer(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) throw new IOException("the connection ended after: " + head);
            head.append((char) b);
        }
        int at = head.indexOf("content-length: ") + "content-length: ".length();
        int length = Integer.parseInt(head, at, head.indexOf("\r", at), 10);
        return new String(in.readNBytes(length), StandardCharsets.US_ASCII).contains("\"result\":1");
    }
}
