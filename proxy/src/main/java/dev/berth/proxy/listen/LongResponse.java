package dev.berth.proxy.listen;

import dev.berth.proxy.jsonrpc.ResultScan;
import dev.berth.proxy.relay.LongAnswer;
import dev.berth.proxy.relay.Response;
import dev.berth.proxy.upstream.AnswerFlow;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer while the rest of it is still on its way, at the pace at which its caller reads. When the node breaks off, or
 * one of the two stands still for long, so does the transfer: a half answer never looks like a whole one.
 */
final class LongResponse implements AnswerFlow.Follower {
    private static final int PIECE = 1 << 16;

    /** Of HTTP/2; with HTTP/1.1 the connection ends. */
    private static final long INTERNAL_ERROR = 2;

    private final Vertx vertx;
    private final HttpServerResponse http;
    private final Response response;
    private final LongAnswer rest;
    private final long timer;

    /** Null: the answer goes as it is. */
    private final @Nullable Packer packer;

    private boolean moved = true;
    private boolean over;

    private LongResponse(
            Vertx vertx,
            Duration mayStandStill,
            HttpServerResponse http,
            Response response,
            LongAnswer rest,
            @Nullable Packer packer) {
        this.vertx = vertx;
        this.http = http;
        this.response = response;
        this.rest = rest;
        this.packer = packer;
        this.timer = vertx.setPeriodic(mayStandStill.toMillis(), _ -> look());
    }

    /** Status and headers have been set. */
    static void write(
            Vertx vertx,
            Duration mayStandStill,
            HttpServerResponse http,
            Response response,
            LongAnswer rest,
            @Nullable AnswerCoding coding) {
        var writing = new LongResponse(
                vertx, mayStandStill, http, response, rest, coding == null ? null : new Packer(coding));
        http.setChunked(true)
                .exceptionHandler(_ -> writing.stop())
                .closeHandler(_ -> writing.stop())
                .drainHandler(_ -> writing.goOn());
        writing.write(response.body());
        rest.flow().follow(writing);
    }

    /** In pieces, each of which shows that the caller reads, however slowly, once the connection has taken it. */
    private void write(Buffer more) {
        for (int from = 0; from < more.length(); from += PIECE) {
            Buffer piece = more.slice(from, Math.min(more.length(), from + PIECE));
            send(packer == null ? piece : packer.piece(piece));
        }
        response.written(more.length());
    }

    private void send(Buffer piece) {
        if (piece.length() == 0) moved = true;
        else http.write(piece).onSuccess(_ -> moved = true);
    }

    private void goOn() {
        moved = true;
        if (!over) rest.flow().resume();
    }

    @Override
    public void more(byte[] piece) {
        if (over) return;
        ResultScan scan = rest.scan();
        if (!scan.read(piece)) {
            stop();
            return;
        }
        if (scan.to() > scan.from()) write(Buffer.buffer(piece).slice(scan.from(), scan.to()));
        if (http.writeQueueFull()) rest.flow().pause();
    }

    @Override
    public void whole() {
        if (over) return;
        if (!rest.scan().isWhole()) {
            stop();
            return;
        }
        over = true;
        response.written(rest.end().length);
        Buffer last = packer == null ? Buffer.buffer(rest.end()) : packer.last(rest.end());
        letGo();
        http.end(last).onFailure(_ -> response.broke());
    }

    @Override
    public void broke(String reason) {
        stop();
    }

    private void look() {
        if (!moved) stop();
        moved = false;
        if (packer == null || over) return;
        Buffer held = packer.flush();
        if (held.length() > 0) send(held);
    }

    /** Ends both sides in the middle. */
    private void stop() {
        if (over) return;
        over = true;
        letGo();
        response.broke();
        rest.flow().end();
        http.reset(INTERNAL_ERROR);
    }

    private void letGo() {
        vertx.cancelTimer(timer);
        if (packer != null) packer.close();
    }
}
