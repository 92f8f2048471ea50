package dev.berth.host.agent;

import dev.berth.host.engine.EngineFacts.Kind;
import dev.berth.host.engine.EngineUnavailable;
import dev.berth.host.engine.docker.DockerEngine;
import java.net.URI;
import java.util.Map;

/** Which engine a machine gets, and why; {@code socket} is where a Docker engine is asked for. */
public record EngineChoice(Kind kind, URI socket, String why) {
    private static final String USUAL_SOCKET = "unix:///var/run/docker.sock";

    /** What an operator may say. */
    public enum Wish {
        /** Docker where an engine answers, else processes. */
        AUTO,
        DOCKER,
        PROCESS
    }

    /** @param environment where DOCKER_HOST may name another local socket */
    public static EngineChoice make(Wish wish, Map<String, String> environment) {
        URI socket = URI.create(environment.getOrDefault("DOCKER_HOST", USUAL_SOCKET));
        if (!"unix".equals(socket.getScheme()))
            throw new IllegalArgumentException("DOCKER_HOST: " + socket + " (expected: a local socket, unix://...)");
        return switch (wish) {
            case DOCKER -> new EngineChoice(Kind.DOCKER, socket, "Docker was asked for");
            case PROCESS -> new EngineChoice(Kind.PROCESS, socket, "processes were asked for");
            case AUTO -> look(socket);
        };
    }

    private static EngineChoice look(URI socket) {
        try {
            String version = DockerEngine.versionAt(socket);
            return new EngineChoice(Kind.DOCKER, socket, "Docker " + version + " answers on " + socket);
        } catch (EngineUnavailable silent) {
            return new EngineChoice(
                    Kind.PROCESS, socket, "no Docker engine answers on " + socket + ", so units run as processes");
        }
    }
}
