package dev.berth.control.endpoint;

import dev.berth.control.issuer.IssuerKeys;
import org.jspecify.annotations.Nullable;

/**
 * Whose tokens open an endpoint.
 *
 * @param url where the issuer's keys are fetched again and again; null: they were given
 * @param issuer that a token must name; empty: any
 * @param audience that a token must be for; empty: any
 * @param required whether a key alone opens nothing
 */
public record TokenTrust(IssuerKeys keys, @Nullable String url, String issuer, String audience, boolean required) {}
