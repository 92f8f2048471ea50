package dev.berth.proxy.relay;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Runs a batch's items, a bounded number at a time, and keeps their order. Lives on one event loop. */
final class Window<T, R> {
    private final List<T> items;
    private final int width;
    private final BiFunction<T, Integer, Future<R>> run;
    private final List<Future<R>> started = new ArrayList<>();
    private final Promise<List<R>> all = Promise.promise();
    private int finished;
    private boolean advancing;

    private Window(List<T> items, int width, BiFunction<T, Integer, Future<R>> run) {
        this.items = items;
        this.width = width;
        this.run = run;
    }

    /**
     * The results in the order of the items, of which there must be some.
     *
     * @param run gets an item and its place
     */
    static <T, R> Future<List<R>> run(List<T> items, int width, BiFunction<T, Integer, Future<R>> run) {
        var window = new Window<>(items, width, run);
        window.advance();
        return window.all.future();
    }

    /** Called again by an item that ended at once, it leaves the work to the loop that is running. */
    private void advance() {
        if (advancing) return;
        advancing = true;
        while (started.size() < items.size() && started.size() - finished < width) {
            Future<R> item = run.apply(items.get(started.size()), started.size());
            started.add(item);
            item.onSuccess(_ -> ended()).onFailure(all::tryFail);
        }
        advancing = false;
    }

    private void ended() {
        finished++;
        if (finished == items.size())
            all.tryComplete(started.stream().map(Future::result).toList());
        else advance();
    }
}
