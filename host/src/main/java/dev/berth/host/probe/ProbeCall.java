package dev.berth.host.probe;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** A call that tells whether a unit serves. */
public sealed interface ProbeCall {
    String path();

    /** HTTP Basic credentials, where the port wants them. */
    Optional<BasicCredential> credential();

    /** A JSON-RPC call; every dialect's node takes the 2.0 form of a single call. */
    record JsonRpc(String path, String method, JsonNode params, Optional<BasicCredential> credential)
            implements ProbeCall {
        public JsonRpc {
            check(path);
        }
    }

    /** A plain GET. */
    record Get(String path, Optional<BasicCredential> credential) implements ProbeCall {
        public Get {
            check(path);
        }
    }

    private static void check(String path) {
        if (!path.startsWith("/"))
            throw new IllegalArgumentException("path: " + path + " (expected: /..., so that no other host is meant)");
    }

    /** A user and a password that does not print. */
    record BasicCredential(String user, String password) {
        @Override
        public String toString() {
            return user + ":***";
        }
    }
}
