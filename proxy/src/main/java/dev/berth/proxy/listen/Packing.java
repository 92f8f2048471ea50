package dev.berth.proxy.listen;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Packs answers from a size on, for callers that accept it. A smaller answer is not even asked whether it could be. What takes
 * longer than an event loop should stand still is packed beside it. Lives on one event loop.
 */
final class Packing {
    private static final int AT_ONCE = 1 << 16;
    private static final CharSequence VARY = HttpHeaders.createOptimized("accept-encoding");

    private final Vertx vertx;
    private final int fromBytes;
    private final Packer gzip = new Packer(AnswerCoding.GZIP);
    private final Packer deflate = new Packer(AnswerCoding.DEFLATE);

    /** @param fromBytes 0: never */
    Packing(Vertx vertx, int fromBytes) {
        this.vertx = vertx;
        this.fromBytes = fromBytes;
    }

    /** How an answer of at least so many bytes is to go; its headers then say so. Null: as it is. */
    @Nullable
    AnswerCoding of(HttpServerRequest request, int bytes) {
        if (fromBytes == 0 || bytes < fromBytes) return null;
        request.response().putHeader(HttpHeaders.VARY, VARY);
        AnswerCoding coding = AnswerCoding.acceptedBy(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
        if (coding != null) request.response().putHeader(HttpHeaders.CONTENT_ENCODING, coding.token());
        return coding;
    }

    Future<Buffer> pack(AnswerCoding coding, Buffer answer) {
        if (answer.length() <= AT_ONCE)
            return Future.succeededFuture((coding == AnswerCoding.GZIP ? gzip : deflate).whole(answer.getBytes()));
        return vertx.executeBlocking(
                () -> {
                    try (var packer = new Packer(coding)) {
                        return packer.whole(answer.getBytes());
                    }
                },
                false);
    }

    void close() {
        gzip.close();
        deflate.close();
    }
}
