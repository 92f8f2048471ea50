package dev.berth.control.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The dashboard as it was built: the files that stand on the class path below {@value #FOLDER}, held in memory, with what
 * was compressed beforehand where a browser takes it. A folder that is absent is answered by a page that says so.
 */
final class DashboardFiles {
    private static final String FOLDER = "berth/dashboard";
    private static final String INDEX = "index.html";

    /** Files below here have their content's hash in their name. */
    private static final String HASHED = "assets/";

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("map", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("woff2", "font/woff2"));

    private static final String NOT_BUILT = """
        <!doctype html><html lang=en><meta charset=utf-8><title>Berth</title>
        <meta name=viewport content='width=device-width'>
        <h1>Berth runs</h1>
        <p>Its dashboard was not built into this control plane. From the sources, with npm installed:</p>
        <pre>mvn -q -DskipTests package</pre>
        <p>The API is described at <a href=/docs>/docs</a>; <code>berth --help</code> lists the commands.</p>
        """;

    private final Map<String, Content> files;
    private final String policy;

    private record Content(Buffer bytes, String etag) {}

    private DashboardFiles(Map<String, Content> files, URI proxies) {
        this.files = Map.copyOf(files);
        this.policy = policy(proxies);
    }

    /** @param proxies where tenants' calls go: the page may send some too */
    static DashboardFiles load(URI proxies) {
        URL index = DashboardFiles.class.getResource("/" + FOLDER + "/" + INDEX);
        if (index == null)
            return new DashboardFiles(Map.of(INDEX, content(NOT_BUILT.getBytes(StandardCharsets.UTF_8))), proxies);
        try {
            URI uri = index.toURI();
            if (!uri.getScheme().equals("jar")) return in(Path.of(uri).resolveSibling(""), proxies);
            try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                return in(jar.getPath("/" + FOLDER), proxies);
            }
        } catch (URISyntaxException | IOException e) {
            throw new IllegalStateException("cannot read " + index + ": " + e.getMessage(), e);
        }
    }

    static DashboardFiles in(Path folder, URI proxies) throws IOException {
        var files = new HashMap<String, Content>();
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : found.filter(Files::isRegularFile).toList())
                files.put(folder.relativize(file).toString(), content(Files.readAllBytes(file)));
        }
        return new DashboardFiles(files, proxies);
    }

    private static Content content(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Content(Buffer.buffer(bytes), "\"" + HexFormat.of().formatHex(hash, 0, 16) + "\"");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers with a file, or leaves the request to the next handler when there is none. */
    void answer(RoutingContext http) {
        HttpServerRequest request = http.request();
        String path = http.normalizedPath();
        String name = path.equals("/") ? INDEX : path.substring(1);
        Content plain = request.method().equals(HttpMethod.GET) ? files.get(name) : null;
        if (plain == null) {
            http.next();
            return;
        }
        String encoding = encoding(name, request.getHeader("Accept-Encoding"));
        Content content = encoding == null ? plain : files.getOrDefault(name + "." + suffix(encoding), plain);
        HttpServerResponse response = http.response()
                .putHeader("Content-Type", TYPES.getOrDefault(suffixOf(name), "application/octet-stream"))
                .putHeader(
                        "Cache-Control", name.startsWith(HASHED) ? "public, max-age=31536000, immutable" : "no-cache")
                .putHeader("Vary", "Accept-Encoding")
                .putHeader("ETag", content.etag())
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
        if (!name.startsWith(HASHED)) guard(response);
        if (encoding != null) response.putHeader("Content-Encoding", encoding);
        if (content.etag().equals(request.getHeader("If-None-Match")))
            response.setStatusCode(304).end();
        else response.end(content.bytes());
    }

    /** What holds for a page and all that it loads; its parts have no use for it, and a first load has many of them. */
    private void guard(HttpServerResponse response) {
        response.putHeader("Content-Security-Policy", policy)
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    }

    /** The best encoding that the browser takes and the build made; null: as it is. */
    private @Nullable String encoding(String name, @Nullable String accepted) {
        if (accepted == null) return null;
        for (String encoding : new String[] {"br", "gzip"})
            if (accepted.matches("(?s)(.*[, ])?" + encoding + "([, ;].*)?")
                    && files.containsKey(name + "." + suffix(encoding))) return encoding;
        return null;
    }

    private static String suffix(String encoding) {
        return encoding.equals("gzip") ? "gz" : encoding;
    }

    private static String suffixOf(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Nothing but what is ours runs; styles may stand in the page, since its components set them. */
    private static String policy(URI proxies) {
        return "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
                + " connect-src 'self' "
                + proxies.getScheme() + "://" + proxies.getAuthority()
                + "; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    }
}
