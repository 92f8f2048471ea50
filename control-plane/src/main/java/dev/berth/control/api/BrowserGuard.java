package dev.berth.control.api;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages of other sites away from an API that listens on this machine. A page that rebinds its own name to our
 * address still sends that name as Host, so only addresses, localhost and names that an operator listed are answered;
 * and a page's Origin must be the API itself.
 */
final class BrowserGuard {
    private final Set<String> names;

    BrowserGuard(Set<String> names) {
        this.names = names;
    }

    Optional<Problem> refusal(@Nullable String host, @Nullable String origin) {
        String name = host == null ? null : nameOf("http://" + host);
        if (name == null || !known(name))
            return Optional.of(Problem.forbidden("Host: " + host
                    + " (expected: an address, localhost, or a name in BERTH_HTTP_NAMES of the control plane)"));
        if (origin != null && !origin.matches("https?://" + Pattern.quote(host)))
            return Optional.of(Problem.forbidden("Origin: " + origin + " (expected: none, or that of this API)"));
        return Optional.empty();
    }

    private boolean known(String name) {
        return name.equals("localhost")
                || name.matches("\\d{1,3}(\\.\\d{1,3}){3}")
                || name.startsWith("[")
                || names.contains(name);
    }

    private static @Nullable String nameOf(String url) {
        try {
            return URI.create(url).getHost();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
