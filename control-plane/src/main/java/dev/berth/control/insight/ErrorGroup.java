package dev.berth.control.insight;

import java.time.Instant;
import java.util.List;

/**
 * Items of one method that failed alike.
 *
 * @param method as the method table has it, or "(other)"
 * @param refusal Berth's own error; empty: the node's
 * @param code of the JSON-RPC error; 0: not known, or of several
 * @param httpStatus of a response that is nothing but this error; 0: of several
 * @param requests the ids of a few, the newest first
 */
public record ErrorGroup(
        String method,
        String refusal,
        int code,
        int httpStatus,
        long items,
        Instant firstAt,
        Instant lastAt,
        List<String> requests) {}
