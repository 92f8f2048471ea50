package dev.berth.control.api;

import dev.berth.control.signin.SecretText;
import dev.berth.control.signin.Sessions;
import java.util.Optional;

/**
 * The cookie that carries a session. Its name makes browsers take it over TLS only, or from this machine, for this host
 * and no other; no script reads it, and no other site's page sends it along but by a link to here.
 */
final class SessionCookie {
    static final String NAME = "__Host-berth_session";

    private static final String KEPT_CLOSE = "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=";

    private SessionCookie() {}

    static Optional<SecretText> in(RawRequest request) {
        return Optional.ofNullable(request.cookies().get(NAME)).flatMap(SecretText::parse);
    }

    /** As a value of Set-Cookie. */
    static String of(SecretText token) {
        return kept(NAME, token.text(), Sessions.LONGEST.toSeconds());
    }

    /** As a value of Set-Cookie: the browser forgets it. */
    static String none() {
        return kept(NAME, "", 0);
    }

    static String kept(String name, String value, long seconds) {
        return name + "=" + value + KEPT_CLOSE + seconds;
    }
}
