package dev.berth.proxy.trace;

import java.net.URI;

/**
 * Where traces go and how many.
 *
 * @param collector takes OTLP over HTTP: {@code http://127.0.0.1:4318/v1/traces}
 * @param share of the requests that are traced, 0 to 1, beside those that did not go as they should
 */
public record TraceSettings(URI collector, double share) {
    public TraceSettings {
        if (!(share >= 0 && share <= 1)) throw new IllegalArgumentException("share: " + share + " (expected: 0 to 1)");
    }
}
