package dev.berth.control.template;

import org.jspecify.annotations.Nullable;

/**
 * A file of the template's folder that is delivered: with its placeholders replaced, unless {@code render} is false; a secret
 * one may hold secrets' values.
 */
public record FileRule(
        String source,
        String mode,
        boolean secret,
        @Nullable Boolean render) {
    boolean rendered() {
        return render == null || render;
    }
}
