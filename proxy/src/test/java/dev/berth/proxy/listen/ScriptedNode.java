package dev.berth.proxy.listen;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A node that does what a test tells it: answers, refuses, is silent, resets, answers garbage. */
final class ScriptedNode implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> HEADS = Set.of("eth_blockNumber", "eth_getBlockByNumber", "getblockchaininfo");

    private static final String MISSING =
            "{\"jsonrpc\":\"2.0\",\"id\":$id,\"error\":{\"code\":-32000,\"message\":\"missing trie node\"}}";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<HttpServerRequest> silenced = new CopyOnWriteArrayList<>();
    private final List<HttpConnection> connections = new CopyOnWriteArrayList<>();
    private Vertx vertx;
    private int port;
    volatile long head = 16;
    volatile boolean answersProbes = true;

    /** What it says its chain is. */
    volatile String chain = "0x539";

    /** From which block on it has states, as it says when probed. */
    volatile long lowestState;

    /** What becomes of an answer that tells the head. */
    volatile UnaryOperator<Does> heads = UnaryOperator.identity();

    volatile Function<Asked, Does> script = call -> new Answers("\"" + call.method + "\"");

    /** A call as it arrived. */
    record Asked(String body, String method, JsonNode id, JsonNode params, String authorization) {}

    sealed interface Does {}

    /** The result, as JSON. */
    record Answers(String result) implements Does {}

    /** The whole body, where {@code $id} is replaced. */
    record Says(int status, String body) implements Does {}

    record Slowly(long millis, Does does) implements Does {}

    record KeepsSilent() implements Does {}

    record Resets() implements Does {}

    /** Promises more bytes than it sends, then ends the connection. */
    record BreaksOff(String part) implements Does {}

    /** So many times a piece between two ends, at the pace at which it is read; and what it does in place of the second end. */
    record Pours(String head, String piece, int times, String tail, boolean resets) implements Does {}

    /** Pieces that were poured so far. */
    final AtomicInteger poured = new AtomicInteger();

    ScriptedNode() {
        start();
    }

    int port() {
        return port;
    }

    /** Bodies of calls that did not ask for the head. */
    List<String> asked() {
        return asked;
    }

    /** Listens again on the same port. */
    void start() {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        var server =
                vertx.createHttpServer().connectionHandler(connections::add).requestHandler(this::take);
        await(server.listen(port, "127.0.0.1"));
        port = server.actualPort();
    }

    /** As a process that is killed: its port refuses, its connections end. */
    void stop() {
        await(vertx.close());
    }

    /** Ends every connection, as a node does with one that was idle for long. */
    void dropConnections() {
        connections.forEach(HttpConnection::close);
        connections.clear();
    }

    @Override
    public void close() {
        stop();
    }

    private void take(HttpServerRequest request) {
        String authorization = request.getHeader("authorization");
        request.bodyHandler(body -> {
            Asked call = read(body.toString(), authorization == null ? "" : authorization);
            if (perform(request, call)) return;
            boolean head = HEADS.contains(call.method) && !isNumber(call.params.path(0));
            if (!head) asked.add(call.body);
            if (!head) perform(request, call, script.apply(call));
            else if (!call.method.equals("eth_blockNumber") && !answersProbes) silenced.add(request);
            else perform(request, call, heads.apply(head(call)));
        });
    }

    /** Probes other than for the head are not told to tests. */
    private boolean perform(HttpServerRequest request, Asked call) {
        boolean identity = call.method.equals("eth_chainId");
        boolean state = call.method.equals("eth_getProof");
        if (!identity && !state) return false;
        boolean has = state && Long.decode(call.params.path(2).asText()) >= lowestState;
        if (identity) perform(request, call, new Answers("\"" + chain + "\""));
        else perform(request, call, has ? new Answers("{}") : new Says(200, MISSING));
        return true;
    }

    private static boolean isNumber(JsonNode block) {
        return block.asText().startsWith("0x");
    }

    private Does head(Asked call) {
        String hex = "\"0x" + Long.toHexString(head) + "\"";
        return new Answers(
                switch (call.method) {
                    case "eth_blockNumber" -> hex;
                    case "eth_getBlockByNumber" -> "{\"hash\":{\"number\":1},\"number\":" + hex + ",\"x\":[]}";
                    default -> "{\"blocks\":" + head + "}";
                });
    }

    private void perform(HttpServerRequest request, Asked call, Does does) {
        String head = "{\"jsonrpc\":\"2.0\",\"id\":" + call.id + ",";
        switch (does) {
            case Answers(String result) -> request.response().end(head + "\"result\":" + result + "}");
            case Says(int status, String body) ->
                request.response().setStatusCode(status).end(body.replace("$id", call.id.toString()));
            case Slowly(long millis, Does then) -> vertx.setTimer(millis, _ -> perform(request, call, then));
            case Pours pours -> pour(request, call, pours);
            case KeepsSilent _ -> silenced.add(request);
            case Resets _ -> request.connection().close();
            case BreaksOff(String part) -> {
                request.response().putHeader("content-length", "1000").write(Buffer.buffer(part));
                vertx.setTimer(20, _ -> request.connection().close());
            }
        }
    }

    private void pour(HttpServerRequest request, Asked call, Pours pours) {
        HttpServerResponse response = request.response().setChunked(true);
        response.write(pours.head.replace("$id", call.id.toString()));
        Buffer piece = Buffer.buffer(pours.piece);
        var left = new AtomicInteger(pours.times);
        response.exceptionHandler(_ -> left.set(-1));
        Runnable more = new Runnable() {
            @Override
            public void run() {
                while (left.get() > 0 && !response.closed() && !response.writeQueueFull()) {
                    response.write(piece);
                    poured.incrementAndGet();
                    left.decrementAndGet();
                }
                if (left.get() > 0) response.drainHandler(_ -> run());
                if (left.get() != 0) return;
                left.set(-1);
                if (pours.resets) request.connection().close();
                else response.end(pours.tail.replace("$id", call.id.toString()));
            }
        };
        more.run();
    }

    private static Asked read(String body, String authorization) {
        try {
            JsonNode call = JSON.readTree(body);
            return new Asked(body, call.get("method").asText(), call.get("id"), call.path("params"), authorization);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the proxy sent what is not JSON: " + body, e);
        }
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("nothing within 10 s", e);
        }
    }
}
