package dev.berth.control.signin;

import dev.berth.control.tenant.SessionId;
import java.time.Instant;

/**
 * A browser that a member signed in with.
 *
 * @param way how: {@code password}, {@code link}, {@code invitation}, {@code openid:<name>}
 */
public record Session(
        SessionId id,
        String way,
        String userAgent,
        String address,
        Instant createdAt,
        Instant lastSeenAt,
        Instant expiresAt) {}
