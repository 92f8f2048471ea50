package dev.berth.control.api;

import dev.berth.control.signin.SecretText;
import java.net.URI;

/** Where people reach the dashboard. What is secret in a link stands behind its hash, which browsers do not send. */
record DashboardUrl(URI base) {
    /** Where a link leads that sets a password. */
    String invitation(SecretText secret) {
        return page("invitation/" + secret.text());
    }

    /** Where a link leads that signs in. */
    String welcome(SecretText secret) {
        return page("welcome/" + secret.text());
    }

    String page(String path) {
        return base.toString().replaceAll("/+$", "") + "/#/" + path;
    }
}
