package dev.berth.proxy.relay;

import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from, as far as HTTP tells.
 *
 * @param key the endpoint key as it was presented; null: none was
 * @param token the text of {@code Authorization: Bearer}, when the key stands elsewhere; null: there is none
 * @param origin the {@code Origin} header; null: there is none
 * @param referer the {@code Referer} header; null: there is none
 * @param address the IP address of the caller
 * @param traceParent the header of that name (W3C Trace Context); null: there is none
 */
public record Caller(
        @Nullable String key,
        @Nullable String token,
        @Nullable String origin,
        @Nullable String referer,
        String address,
        @Nullable String traceParent) {}
