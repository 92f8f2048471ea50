package dev.berth.proxy.listen;

import java.time.Duration;
import java.util.List;

/**
 * How long the tenants' port waits for its callers.
 *
 * @param handshake of TLS, from the first byte of a connection to its end
 * @param request from the first byte of a connection, or of a request, to its end
 * @param unread an answer that its caller does not read
 * @param still a long answer of which nothing more comes, or nothing more is read
 * @param idle nothing comes and nothing goes
 * @param slowestBytesPerMilli how fast an answer is read that stands unread for longer
 */
public record Patience(
        Duration handshake,
        Duration request,
        Duration unread,
        Duration still,
        Duration idle,
        int slowestBytesPerMilli) {
    public static final Patience DEFAULT = new Patience(
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(75),
            4);

    public Patience {
        for (Duration each : List.of(handshake, request, unread, still, idle))
            if (each.toMillis() < 1) throw new IllegalArgumentException("patience: " + each + " (expected: > 0)");
        if (slowestBytesPerMilli < 1)
            throw new IllegalArgumentException(
                    "slowest reader: " + slowestBytesPerMilli + " bytes/ms (expected: from 1)");
    }

    /** How long an answer of so many bytes may stand unread. */
    long unreadMillis(long bytes) {
        return unread.toMillis() + bytes / slowestBytesPerMilli;
    }
}
