package dev.berth.host.engine.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.model.PullResponseItem;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A pull under way: what the engine says of it, be it an answer of its own or a line between others, and when it said that. */
final class Pull extends ResultCallback.Adapter<PullResponseItem> {
    private final Consumer<String> lines;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile long heard = System.nanoTime();
    private volatile @Nullable String error;

    Pull(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public void onNext(PullResponseItem item) {
        heard = System.nanoTime();
        if (item.getErrorDetail() != null)
            error = Objects.requireNonNullElse(item.getErrorDetail().getMessage(), "no reason");
        if (item.getStatus() != null) lines.accept(item.getStatus());
    }

    @Override
    public void onError(Throwable failed) {
        super.onError(failed);
        over.countDown();
    }

    @Override
    public void onComplete() {
        super.onComplete();
        over.countDown();
    }

    /** False when nothing was heard of it for so long, and it was given up. Throws what the engine says against it. */
    boolean ends(Duration silence) throws InterruptedException, IOException {
        while (!over.await(1, TimeUnit.SECONDS))
            if (System.nanoTime() - heard > silence.toNanos()) {
                close();
                return false;
            }
        awaitCompletion();
        if (error != null) throw new DockerClientException(error);
        return true;
    }
}
