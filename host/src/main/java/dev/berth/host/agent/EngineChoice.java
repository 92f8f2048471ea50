package dev.berth.host.agent;

import dev.berth.host.disk.JsonFile;
import dev.berth.host.engine.EngineFacts.Kind;
import dev.berth.host.engine.EngineUnavailable;
import dev.berth.host.engine.docker.DockerEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which engine a machine gets, and why; {@code socket} is where a Docker engine is asked for. */
public record EngineChoice(Kind kind, URI socket, String why) {
    private static final String USUAL_SOCKET = "unix:///var/run/docker.sock";

    /** What an operator may say. */
    public enum Wish {
        /** Docker where an engine answers, else processes. */
        AUTO,
        DOCKER,
        PROCESS;

        /** Reads {@code auto}, {@code docker} or {@code process}. */
        public static Wish parse(String text) {
            for (Wish wish : values()) if (wish.name().toLowerCase(Locale.ROOT).equals(text)) return wish;
            throw new IllegalArgumentException(text + " (expected: auto, docker or process)");
        }
    }

    /**
     * What auto came to is kept in the instance's directory: an engine that is down for a moment, or is installed later, does not
     * change where units run.
     *
     * @param environment where {@code DOCKER_HOST} may stand
     */
    public static EngineChoice of(HostConfig config, Wish wish, Map<String, String> environment) {
        var kept = new JsonFile<>(config.unitRoot().resolve("engine.json"), Kind.class);
        EngineChoice choice = make(wish, socket(environment), kept.read());
        try {
            Files.createDirectories(config.unitRoot());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        kept.write(choice.kind());
        return choice;
    }

    static URI socket(Map<String, String> environment) {
        URI socket = URI.create(environment.getOrDefault("DOCKER_HOST", USUAL_SOCKET));
        if (!"unix".equals(socket.getScheme()))
            throw new IllegalArgumentException("DOCKER_HOST: " + socket + " (expected: a local socket, unix://...)");
        return socket;
    }

    static EngineChoice make(Wish wish, URI socket, Optional<Kind> before) {
        return switch (wish) {
            case DOCKER -> new EngineChoice(Kind.DOCKER, socket, "Docker was asked for");
            case PROCESS -> new EngineChoice(Kind.PROCESS, socket, "processes were asked for");
            case AUTO ->
                before.map(kind -> new EngineChoice(kind, socket, "it was chosen before"))
                        .orElseGet(() -> look(socket));
        };
    }

    private static EngineChoice look(URI socket) {
        try {
            String version = DockerEngine.versionAt(socket);
            return new EngineChoice(Kind.DOCKER, socket, "Docker " + version + " answers on " + socket);
        } catch (EngineUnavailable silent) {
            String why = "no Docker engine answers on " + socket + ", so units run as processes";
            return new EngineChoice(Kind.PROCESS, socket, why);
        }
    }
}
