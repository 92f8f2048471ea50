package dev.berth.proxy.listen;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Where in a request its endpoint key stands: path, Bearer, {@code x-api-key}, or either half of Basic. */
final class PresentedKey {
    private static final String BEARER = "bearer ";
    private static final String BASIC = "basic ";
    private static final String PREFIX = "berth_";

    private PresentedKey() {}

    /** The text that stands where a key may stand; null when there is none. */
    static @Nullable String of(HttpServerRequest request) {
        String path = request.path();
        if (path != null && path.length() > 1) {
            return path.endsWith("/") ? path.substring(1, path.length() - 1) : path.substring(1);
        }
        String apiKey = request.getHeader("x-api-key");
        if (apiKey != null) return apiKey;
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization == null) return null;
        if (startsWith(authorization, BEARER))
            return authorization.substring(BEARER.length()).strip();
        return startsWith(authorization, BASIC)
                ? fromBasic(authorization.substring(BASIC.length()).strip())
                : null;
    }

    /** The Bearer token; where a key stands there and nowhere else, that is what it is. */
    static @Nullable String tokenBeside(HttpServerRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization == null || !startsWith(authorization, BEARER)) return null;
        return authorization.substring(BEARER.length()).strip();
    }

    private static @Nullable String fromBasic(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon < 0) return null;
            String user = pair.substring(0, colon);
            return user.startsWith(PREFIX) ? user : pair.substring(colon + 1);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean startsWith(String header, String scheme) {
        return header.regionMatches(true, 0, scheme, 0, scheme.length());
    }
}
