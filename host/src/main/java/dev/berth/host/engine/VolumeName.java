package dev.berth.host.engine;

import java.util.regex.Pattern;

/** The name of a volume, chosen by the control plane. */
public record VolumeName(String text) {
    private static final Pattern TEXT = Pattern.compile("berth-[a-z0-9][a-z0-9-]{0,60}");

    public VolumeName {
        if (!TEXT.matcher(text).matches())
            throw new IllegalArgumentException("volume: " + text + " (expected: " + TEXT + ")");
    }

    @Override
    public String toString() {
        return text;
    }
}
