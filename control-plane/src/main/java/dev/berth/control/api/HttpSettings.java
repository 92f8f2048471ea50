package dev.berth.control.api;

import java.net.URI;
import java.util.HashSet;
import java.util.Set;

/** Where the API listens, and under which names besides its addresses it may be called. Port 0 takes a free one. */
public record HttpSettings(String host, int port, Set<String> names) {
    public HttpSettings {
        if (port < 0 || port > 65535) throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
        names = Set.copyOf(names);
    }

    /** The same, which may be called by this name too. */
    public HttpSettings alsoNamed(String name) {
        if (name.equals("localhost")) return this;
        var all = new HashSet<>(names);
        all.add(name);
        return new HttpSettings(host, port, all);
    }

    /** Where a browser of this machine finds it; by its name, for that is where browsers take secure cookies without TLS. */
    public URI url() {
        boolean here = host.matches("127(\\.\\d+){3}|0\\.0\\.0\\.0|::1?|localhost");
        return URI.create("http://" + (here ? "localhost" : host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }
}
