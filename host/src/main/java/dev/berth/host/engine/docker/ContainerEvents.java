package dev.berth.host.engine.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import dev.berth.host.engine.Engine;
import dev.berth.host.engine.EngineEvent;
import dev.berth.host.engine.Labels;
import dev.berth.host.engine.UnitName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The engine's stream of ends of containers; its own end is the fastest sign that the engine died. */
final class ContainerEvents implements Engine.Watch {
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
    private final DockerConnection docker;
    private final String instance;
    private final Consumer<EngineEvent> listener;
    private final Thread thread;

    private ContainerEvents(DockerConnection docker, String instance, Consumer<EngineEvent> listener) {
        this.docker = docker;
        this.instance = instance;
        this.listener = listener;
        this.thread = Thread.ofVirtual().name("container-events").unstarted(this::loop);
    }

    static ContainerEvents watch(DockerConnection docker, String instance, Consumer<EngineEvent> listener) {
        var events = new ContainerEvents(docker, instance, listener);
        events.thread.start();
        return events;
    }

    private void loop() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                String why = listen();
                listener.accept(new EngineEvent.EngineDied(why));
                awaitEngine();
                listener.accept(new EngineEvent.EngineAnswers());
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells of ends until the stream ends, and why it did. */
    private String listen() throws InterruptedException {
        try (Ends ends = docker.patient()
                .eventsCmd()
                .withEventTypeFilter("container")
                .withEventFilter("die")
                .withLabelFilter(Map.of(Labels.INSTANCE, instance))
                .exec(new Ends())) {
            ends.awaitCompletion();
            return ends.why;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (RuntimeException failed) {
            return String.valueOf(failed.getMessage());
        }
    }

    private void awaitEngine() throws InterruptedException {
        boolean answers = false;
        while (!answers) {
            Thread.sleep(TRY_AGAIN);
            answers = answers();
        }
    }

    private boolean answers() {
        try {
            docker.quick().pingCmd().exec();
            return true;
        } catch (RuntimeException stillDead) {
            return false;
        }
    }

    private final class Ends extends ResultCallback.Adapter<Event> {
        private volatile String why = "the stream of events ended";

        @Override
        public void onError(Throwable failed) {
            why = String.valueOf(failed.getMessage());
            onComplete();
        }

        @Override
        public void onNext(Event event) {
            Map<String, String> attributes =
                    event.getActor() == null ? null : event.getActor().getAttributes();
            String name = attributes == null ? null : attributes.get("name");
            tell(name);
        }

        private void tell(@Nullable String name) {
            if (name != null)
                UnitName.parse(name).map(EngineEvent.UnitExited::new).ifPresent(listener);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
