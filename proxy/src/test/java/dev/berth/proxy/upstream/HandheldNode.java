package dev.berth.proxy.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node of bare sockets that answers when a test says so, connection by connection. */
final class HandheldNode implements AutoCloseable {
    private final ServerSocket server;
    private final List<Link> links = new CopyOnWriteArrayList<>();
    private volatile boolean answersItself;

    HandheldNode() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** From now on each call is answered at once, with {@code to} and what it said. */
    void answerAll() {
        answersItself = true;
    }

    /** Connections that were made, ended ones too. */
    List<Link> links() {
        return links;
    }

    /** Bodies that came, over all connections. */
    List<String> came() {
        var all = new ArrayList<String>();
        links.forEach(link -> all.addAll(link.came));
        return all;
    }

    private void accept() {
        try {
            while (true) {
                var link = new Link(server.accept());
                links.add(link);
                Thread.startVirtualThread(link::read);
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Link link : links) link.end();
    }

    /** One connection. */
    final class Link {
        private final Socket socket;
        final List<String> came = new CopyOnWriteArrayList<>();
        private volatile boolean over;

        Link(Socket socket) {
            this.socket = socket;
        }

        private void read() {
            try {
                InputStream in = socket.getInputStream();
                while (true) {
                    var head = new StringBuilder();
                    while (head.indexOf("\r\n\r\n") < 0) {
                        int b = in.read();
                        if (b < 0) return;
                        head.append((char) b);
                    }
                    int at = head.indexOf("content-length: ") + "content-length: ".length();
                    int length = Integer.parseInt(head, at, head.indexOf("\r", at), 10);
                    String body = new String(in.readNBytes(length), StandardCharsets.US_ASCII);
                    came.add(body);
                    if (answersItself) answer("to " + body);
                }
            } catch (IOException ended) {
                // whoever ended it knows why
            } finally {
                over = true;
            }
        }

        /** Whether the other side has ended it. */
        boolean isOver() {
            return over;
        }

        void answer(String... bodies) throws IOException {
            var all = new StringBuilder();
            for (String body : bodies)
                all.append("HTTP/1.1 200 OK\r\ncontent-length: ")
                        .append(body.length())
                        .append("\r\n\r\n")
                        .append(body);
            socket.getOutputStream().write(all.toString().getBytes(StandardCharsets.US_ASCII));
        }

        void end() throws IOException {
            socket.close();
        }
    }
}
