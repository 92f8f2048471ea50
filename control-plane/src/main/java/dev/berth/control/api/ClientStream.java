package dev.berth.control.api;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A growing answer on its way to a client that may leave at any time. Leaving interrupts the thread that writes only while it waits
 * in {@link #await}: a call of the database that is interrupted loses its connection.
 */
final class ClientStream implements Reply.Sink {
    private final Context context;
    private final HttpServerResponse response;
    private final Reply.Guard guard;
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private @Nullable Thread waits; // guarded by this

    ClientStream(Context context, HttpServerResponse response, Reply.Guard guard) {
        this.context = context;
        this.response = response;
        this.guard = guard;
    }

    void begin(String contentType) throws IOException {
        send(() -> {
            response.closeHandler(_ -> leave());
            response.setChunked(true).putHeader("Content-Type", contentType);
            return response.writeHead();
        });
    }

    @Override
    public void write(String text) throws IOException {
        Thread before = waitsNow(null);
        try {
            guard.check();
            send(() -> response.write(text));
        } finally {
            waitsNow(before);
        }
    }

    void end() throws IOException {
        send(response::end);
    }

    @Override
    public void await(Reply.Waiting work) throws IOException, InterruptedException {
        waitsNow(Thread.currentThread());
        try {
            if (!hasLeft()) work.run();
        } catch (InterruptedException | RuntimeException e) {
            if (!hasLeft()) throw e;
        } finally {
            waitsNow(null);
        }
        if (hasLeft()) throw new IOException("the client left");
    }

    private boolean hasLeft() {
        return left.isDone();
    }

    private synchronized void leave() {
        left.complete(null);
        if (waits != null) waits.interrupt();
    }

    /** Says who is interrupted from now on; gives who was before. An interrupt is for the one who waits, and is over with that. */
    private synchronized @Nullable Thread waitsNow(@Nullable Thread thread) {
        Thread before = waits;
        if (before != null && hasLeft()) Thread.interrupted();
        if (thread != null && hasLeft()) thread.interrupt();
        waits = thread;
        return before;
    }

    private void send(Supplier<Future<Void>> act) throws IOException {
        Promise<Void> sent = Promise.promise();
        context.runOnContext(_ -> act.get().onComplete(sent));
        try {
            CompletableFuture.anyOf(sent.future().toCompletionStage().toCompletableFuture(), left)
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("the client left", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("this process ends", e);
        }
        if (hasLeft()) throw new IOException("the client left");
    }
}
