package dev.berth.host.probe;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.Optional;

/** A call that tells whether a unit serves. */
public sealed interface ProbeCall {
    String path();

    /** What the port wants to be shown, where it wants something. */
    Optional<Credential> credential();

    /** A JSON-RPC call; every dialect's node takes the 2.0 form of a single call. */
    record JsonRpc(String path, String method, JsonNode params, Optional<Credential> credential) implements ProbeCall {
        public JsonRpc {
            check(path);
        }
    }

    /** A plain GET. */
    record Get(String path, Optional<Credential> credential) implements ProbeCall {
        public Get {
            check(path);
        }
    }

    private static void check(String path) {
        if (!path.startsWith("/"))
            throw new IllegalArgumentException("path: " + path + " (expected: /..., so that no other host is meant)");
    }

    /** What a caller shows. */
    sealed interface Credential {}

    /** A user and a password that does not print, by HTTP Basic. */
    record BasicCredential(String user, String password) implements Credential {
        @Override
        public String toString() {
            return user + ":***";
        }
    }

    /** A secret in hex, which does not print, of which a bearer token of the moment is made, as the Engine API of Ethereum wants it. */
    record TokenSecret(String hex) implements Credential {
        public TokenSecret {
            if (!hex.matches("(0x)?([0-9a-f]{2})+"))
                throw new IllegalArgumentException("secret of " + hex.length() + " characters (expected: hex)");
        }

        byte[] bytes() {
            return HexFormat.of().parseHex(hex.replaceFirst("^0x", ""));
        }

        @Override
        public String toString() {
            return "token:***";
        }
    }
}
