package dev.berth.control.simulation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

/** All that happened, as a hash of its lines; the last of them are kept for people. */
final class History {
    private static final int KEPT = 40;

    private final MessageDigest hash;
    private final Deque<String> last = new ArrayDeque<>();

    History() {
        try {
            hash = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void say(Instant at, String what) {
        String line = at + " " + what;
        hash.update((line + "\n").getBytes(StandardCharsets.UTF_8));
        last.add(line);
        if (last.size() > KEPT) last.remove();
    }

    List<String> last() {
        return List.copyOf(last);
    }

    /** Of everything said; call it once, at the end. */
    String hash() {
        return HexFormat.of().formatHex(hash.digest());
    }
}
