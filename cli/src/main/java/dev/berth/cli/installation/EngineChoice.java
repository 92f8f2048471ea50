package dev.berth.cli.installation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What runs units on this machine. */
public enum EngineChoice {
    /** Docker when an engine answers on the local socket, else processes. */
    @JsonProperty("auto")
    AUTO,
    @JsonProperty("docker")
    DOCKER,
    @JsonProperty("process")
    PROCESS;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
