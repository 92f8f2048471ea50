package dev.berth.control.openid;

import java.net.URI;
import java.util.Optional;

/**
 * Somebody who vouches for people's e-mail addresses, as the operator set it.
 *
 * @param name in URLs
 * @param label for people
 * @param issuer what its tokens say of themselves, and below which it describes itself
 * @param clientSecret empty: it knows this platform by its redirect alone
 */
public record OpenIdProvider(String name, String label, URI issuer, String clientId, Optional<String> clientSecret) {
    private static final String HERE = "localhost|127(\\.\\d+){3}|\\[::1]";

    public OpenIdProvider {
        if (!name.matches("[a-z][a-z0-9]{0,30}"))
            throw new IllegalArgumentException(name + " (expected: a letter, then letters and digits, all small)");
    }

    /** Reads an issuer; throws IllegalArgumentException when it is not one that can be trusted. */
    public static URI issuer(String text) {
        URI issuer = URI.create(text);
        String host = issuer.getHost();
        boolean safe = "https".equals(issuer.getScheme());
        boolean here = "http".equals(issuer.getScheme()) && host != null && host.matches(HERE);
        if (host == null || !(safe || here))
            throw new IllegalArgumentException(text + " (expected: https://..., or http on this machine)");
        return issuer;
    }

    /** Without its secret. */
    @Override
    public String toString() {
        return name + " at " + issuer;
    }
}
