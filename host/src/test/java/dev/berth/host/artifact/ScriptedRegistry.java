package dev.berth.host.artifact;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A registry, of images or of packages, that answers all it is asked for with one status. */
public final class ScriptedRegistry implements AutoCloseable {
    private final HttpServer server;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** @param body what it says besides */
    public ScriptedRegistry(int status, String body) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] text = body.getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            exchange.getRequestBody().readAllBytes();
            boolean greeting = path.equals("/v2/");
            if (!greeting) asked.add(exchange.getRequestMethod() + " " + path);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(greeting ? 200 : status, text.length == 0 || greeting ? -1 : text.length);
            if (text.length > 0 && !greeting && !exchange.getRequestMethod().equals("HEAD"))
                exchange.getResponseBody().write(text);
            exchange.close();
        });
        server.start();
    }

    /** {@code 127.0.0.1:41234} */
    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** What it was asked for, as often as it was. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
