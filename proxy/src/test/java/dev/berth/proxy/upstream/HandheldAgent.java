package dev.berth.proxy.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A host's agent of blocking sockets: the way to one port, for whoever has a certificate. */
final class HandheldAgent implements AutoCloseable {
    private final SSLServerSocket server;
    private final int node;
    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<SSLSocket> ways = new CopyOnWriteArrayList<>();
    volatile @Nullable String refusal;

    HandheldAgent(SSLContext tls, int node) {
        this.node = node;
        try {
            server = (SSLServerSocket)
                    tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setNeedClientAuth(true);
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                var way = (SSLSocket) server.accept();
                Thread.startVirtualThread(() -> serve(way));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(SSLSocket way) {
        try (way;
                var to = new Socket(InetAddress.getLoopbackAddress(), node)) {
            asked.add(line(way.getInputStream()));
            String no = refusal;
            if (no != null) {
                way.getOutputStream().write((no + "\n").getBytes(StandardCharsets.US_ASCII));
                return;
            }
            way.getOutputStream().write("open\n".getBytes(StandardCharsets.US_ASCII));
            ways.add(way);
            Thread.startVirtualThread(() -> copy(to, way));
            copy(way, to);
        } catch (IOException ended) {
            // whoever ended it knows why
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) line.append((char) b);
        return line.toString();
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            OutputStream out = to.getOutputStream();
            byte[] some = new byte[8_192];
            for (int n = from.getInputStream().read(some);
                    n >= 0;
                    n = from.getInputStream().read(some)) out.write(some, 0, n);
        } catch (IOException ended) {
            // whoever ended it knows why
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SSLSocket way : ways) way.close();
    }
}
