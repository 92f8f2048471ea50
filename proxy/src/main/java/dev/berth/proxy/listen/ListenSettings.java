package dev.berth.proxy.listen;

import dev.berth.proxy.access.SourceRanges;
import java.util.Optional;

/**
 * Where tenants call, and what the port takes.
 *
 * @param packFromBytes how long an answer is at least that is packed for callers that accept it; 0: none is
 * @param trustedHops balancers in front, whose {@code X-Forwarded-For} is believed
 * @param tls absent: the port speaks in the clear
 */
public record ListenSettings(
        String host,
        int port,
        int bodyBytes,
        int packFromBytes,
        SourceRanges trustedHops,
        ConnectionLimits connections,
        Patience patience,
        Optional<CertificateFiles> tls) {}
