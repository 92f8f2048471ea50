package dev.berth.proxy.listen;

import dev.berth.proxy.listen.EndedConnections.Why;
import io.vertx.core.http.HttpConnection;

/** Bounds the frames of HTTP/2 that each want an answer but are no requests: PING and SETTINGS. Of one connection. */
final class ControlFrames {
    private static final int MOST = 1_000;
    private static final long WINDOW_NANOS = 10_000_000_000L;

    private final HttpConnection connection;
    private final EndedConnections ended;
    private long windowBegan = System.nanoTime();
    private int count;

    private ControlFrames(HttpConnection connection, EndedConnections ended) {
        this.connection = connection;
        this.ended = ended;
    }

    static void bound(HttpConnection connection, EndedConnections ended) {
        var frames = new ControlFrames(connection, ended);
        connection.pingHandler(_ -> frames.came()).remoteSettingsHandler(_ -> frames.came());
    }

    private void came() {
        long now = System.nanoTime();
        if (now - windowBegan > WINDOW_NANOS) {
            windowBegan = now;
            count = 0;
        }
        if (++count != MOST) return;
        ended.count(Why.CONTROL_FRAMES);
        connection.close();
    }
}
