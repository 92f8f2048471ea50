package dev.berth.proxy.access;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The web pages that calls may come from (RFC 6454): {@code [scheme://]host[:port]}, whose host may begin with {@code *.},
 * which stands for one label or more. What a pattern does not say may be anything. None at all allows every one.
 */
public record OriginPatterns(List<Pattern> patterns) {
    /** @param under whether hosts below this one are meant, and not this one */
    private record Pattern(
            @Nullable String scheme,
            String host,
            boolean under,
            @Nullable String port) {
        static Pattern of(String text) {
            Place place = Place.of(text);
            boolean under = place.host.startsWith("*.");
            return new Pattern(place.scheme, under ? place.host.substring(1) : place.host, under, place.port);
        }

        boolean matches(Place place) {
            if (scheme != null && !scheme.equals(place.scheme)) return false;
            if (port != null && !port.equals(place.port)) return false;
            return under ? place.host.endsWith(host) && place.host.length() > host.length() : place.host.equals(host);
        }
    }

    /** Scheme, host and port of an origin or of an address of a page. */
    private record Place(
            @Nullable String scheme, String host, @Nullable String port) {
        static Place of(String text) {
            String rest = text.toLowerCase(Locale.ROOT);
            int authority = rest.indexOf("://");
            String scheme = authority < 0 ? null : rest.substring(0, authority);
            rest = authority < 0 ? rest : rest.substring(authority + 3);
            int end = 0;
            while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) end++;
            rest = rest.substring(rest.lastIndexOf('@', end) + 1, end);
            int colon = rest.lastIndexOf(':');
            boolean hasPort = colon > rest.lastIndexOf(']');
            return new Place(
                    scheme, hasPort ? rest.substring(0, colon) : rest, hasPort ? rest.substring(colon + 1) : null);
        }
    }

    static OriginPatterns of(List<String> texts) {
        return new OriginPatterns(texts.stream().map(Pattern::of).toList());
    }

    /**
     * @param origin the {@code Origin} header; null: there is none
     * @param referer the {@code Referer} header, which counts when there is no origin
     */
    public boolean allow(@Nullable String origin, @Nullable String referer) {
        if (patterns.isEmpty()) return true;
        String from = origin == null ? referer : origin;
        if (from == null) return false;
        Place place = Place.of(from);
        for (Pattern pattern : patterns) {
            if (pattern.matches(place)) return true;
        }
        return false;
    }
}
