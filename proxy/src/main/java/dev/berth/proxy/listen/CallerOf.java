package dev.berth.proxy.listen;

import dev.berth.proxy.access.SourceRanges;
import dev.berth.proxy.relay.Caller;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads off a request who calls. {@code X-Forwarded-For} counts as far as the hops are trusted that added to it: the caller is
 * the last address in it that is not a trusted hop's own. Without trusted hops it never counts.
 */
final class CallerOf {
    private static final String FORWARDED_FOR = "x-forwarded-for";
    private static final CharSequence TRACE_PARENT = HttpHeaders.createOptimized("traceparent");

    /** Of version 00: W3C Trace Context, 3.2. */
    private static final int TRACE_PARENT_LENGTH = 55;

    private final SourceRanges trustedHops;

    CallerOf(SourceRanges trustedHops) {
        this.trustedHops = trustedHops;
    }

    Caller of(HttpServerRequest request) {
        return new Caller(
                PresentedKey.of(request),
                PresentedKey.tokenBeside(request),
                request.getHeader(HttpHeaders.ORIGIN),
                request.getHeader(HttpHeaders.REFERER),
                address(request),
                traceParent(request));
    }

    /** What is not as long as it must be is none. */
    private static @Nullable String traceParent(HttpServerRequest request) {
        String header = request.getHeader(TRACE_PARENT);
        return header != null && header.length() == TRACE_PARENT_LENGTH ? header : null;
    }

    private String address(HttpServerRequest request) {
        String hop = request.remoteAddress().hostAddress();
        if (trustedHops.isEmpty() || !trustedHops.contain(hop)) return hop;
        List<String> said = request.headers().getAll(FORWARDED_FOR);
        for (int line = said.size() - 1; line >= 0; line--) {
            String[] addresses = said.get(line).split(",", -1);
            for (int at = addresses.length - 1; at >= 0; at--) {
                hop = addresses[at].strip();
                if (!trustedHops.contain(hop)) return hop;
            }
        }
        return hop;
    }
}
