package dev.berth.control.api;

import java.util.Set;

/** Where the API listens, and under which names besides its addresses it may be called. Port 0 takes a free one. */
public record HttpSettings(String host, int port, Set<String> names) {
    public HttpSettings {
        if (port < 0 || port > 65535) throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
        names = Set.copyOf(names);
    }
}
