package dev.berth.host.engine.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import dev.berth.host.engine.LogSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Lines of a container's output, each with the time that the engine put before it. */
final class ContainerLogs extends ResultCallback.Adapter<Frame> {
    private final LogSink sink;

    ContainerLogs(LogSink sink) {
        this.sink = sink;
    }

    @Override
    public void onNext(Frame frame) {
        String text = new String(frame.getPayload(), StandardCharsets.UTF_8);
        for (String line : text.lines().toList()) if (!give(line)) end();
    }

    @Override
    public void onError(Throwable enough) {
        onComplete();
    }

    private boolean give(String line) {
        int space = line.indexOf(' ');
        if (space < 0) return sink.line(Optional.empty(), line);
        try {
            return sink.line(Optional.of(Instant.parse(line.substring(0, space))), line.substring(space + 1));
        } catch (DateTimeParseException noTime) {
            return sink.line(Optional.empty(), line);
        }
    }

    private void end() {
        try {
            close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
