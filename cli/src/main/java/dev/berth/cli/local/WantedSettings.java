package dev.berth.cli.local;

import dev.berth.cli.installation.EngineChoice;
import org.jspecify.annotations.Nullable;

/** What the flags of `berth up` ask for; null: as before, or the default at the first start. */
public record WantedSettings(
        @Nullable Integer apiPort,
        @Nullable Integer rpcPort,
        @Nullable String publicUrl,
        @Nullable EngineChoice engine) {
    public static final WantedSettings AS_BEFORE = new WantedSettings(null, null, null, null);
}
