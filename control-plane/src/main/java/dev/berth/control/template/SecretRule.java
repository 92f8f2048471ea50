package dev.berth.control.template;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** A secret of a node or of its pool: random ({@code bytes}, {@code format}), or derived {@code from} another. */
public record SecretRule(
        Scope scope,
        String mode,
        @Nullable Integer bytes,
        @Nullable Format format,
        @Nullable Derivation derive,
        @Nullable String from,
        @Nullable String user) {
    /** Who shares it. */
    public enum Scope {
        NODE,
        /** All members of a pool, and its driver. */
        POOL
    }

    /** How random bytes are written. */
    public enum Format {
        HEX,
        BASE64URL
    }

    /** Ways to derive a secret. */
    public enum Derivation {
        @JsonProperty("bitcoin-rpcauth")
        BITCOIN_RPCAUTH
    }

    public SecretRule {
        boolean random = bytes != null && format != null && derive == null && from == null && user == null;
        boolean derived = bytes == null && format == null && derive != null && from != null && user != null;
        if (!random && !derived)
            throw new IllegalArgumentException("secret: bytes " + bytes + ", format " + format + ", derive " + derive
                    + ", from " + from + ", user " + user + " (expected: bytes and format, or derive, from and user)");
    }
}
