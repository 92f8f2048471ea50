package dev.berth.cli.client;

import java.io.IOException;
import java.net.URI;

/** Nobody answered. */
public final class ApiUnreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ApiUnreachable(URI api, IOException cause) {
        super("no answer from " + api + " (" + reason(cause) + "): is Berth running? See `berth status`", cause);
    }

    private static String reason(IOException cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
