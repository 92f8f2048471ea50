package dev.berth.host.engine;

import java.util.regex.Pattern;

/** The name of a network, chosen by the control plane. */
public record NetworkName(String text) {
    private static final Pattern TEXT = Pattern.compile("berth-[a-z0-9][a-z0-9-]{0,60}");

    public NetworkName {
        if (!TEXT.matcher(text).matches())
            throw new IllegalArgumentException("network: " + text + " (expected: " + TEXT + ")");
    }

    @Override
    public String toString() {
        return text;
    }
}
