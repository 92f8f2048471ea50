package dev.berth.host.engine.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A socket in front of the Docker engine's, which can be taken away and given back: an engine that dies, for this test alone. */
final class EngineSocket implements AutoCloseable {
    private final Path path;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private ServerSocketChannel server;

    EngineSocket(Path path) throws IOException {
        this.path = path;
        this.server = listen();
    }

    URI uri() {
        return URI.create("unix://" + path);
    }

    /** How many connections to the engine there have been. */
    int connections() {
        return accepted.get();
    }

    private ServerSocketChannel listen() throws IOException {
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listening.bind(UnixDomainSocketAddress.of(path));
        Thread.startVirtualThread(() -> accept(listening));
        return listening;
    }

    private void accept(ServerSocketChannel listening) {
        try {
            while (true) {
                SocketChannel client = listening.accept();
                SocketChannel engine = SocketChannel.open(UnixDomainSocketAddress.of(LocalDocker.SOCKET.getPath()));
                open.add(client);
                open.add(engine);
                accepted.incrementAndGet(); // last: what is counted is what ends with the engine
                Thread.startVirtualThread(() -> copy(client, engine));
                Thread.startVirtualThread(() -> copy(engine, client));
            }
        } catch (IOException closed) {
            // The engine was taken away.
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        try (from;
                to) {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) to.write(buffer);
                buffer.clear();
            }
        } catch (IOException closed) {
            // One side ended, and so does the other.
        }
    }

    void die() throws IOException {
        server.close();
        Files.deleteIfExists(path);
        for (SocketChannel channel : open) channel.close();
        open.clear();
    }

    void revive() throws IOException {
        server = listen();
    }

    @Override
    public void close() {
        try {
            die();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
