package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardFilesTest {
    private static final URI PROXIES = URI.create("https://rpc.example:8545/");

    @TempDir
    private Path folder;

    private Vertx vertx;
    private HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void aPageThatWasBuilt() throws Exception {
        Files.createDirectories(folder.resolve("assets"));
        Files.writeString(folder.resolve("index.html"), "<!doctype html>the page");
        Files.writeString(folder.resolve("assets/main-abc.js"), "plain");
        Files.writeString(folder.resolve("assets/main-abc.js.gz"), "gzipped");
        Files.writeString(folder.resolve("assets/main-abc.js.br"), "brotli");
        vertx = Vertx.vertx();
        Router router = Router.router(vertx);
        router.route().handler(DashboardFiles.in(folder, PROXIES)::answer);
        router.get("/api/thing").handler(http -> http.end("the api"));
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void thePageIsAskedForEachTimeAndRunsNothingThatIsNotOurs() throws Exception {
        var page = get("/");
        assertThat(page.body()).contains("the page");
        assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("cache-control")).hasValue("no-cache");
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .startsWith("default-src 'self'; script-src 'self';")
                .contains("connect-src 'self' https://rpc.example:8545;", "frame-ancestors 'none'");
        String etag = page.headers().firstValue("etag").orElseThrow();
        assertThat(get("/", "If-None-Match", etag).statusCode()).isEqualTo(304);
        assertThat(get("/index.html").body()).contains("the page");
    }

    @Test
    void whatHasItsHashInItsNameIsKeptForEver() throws Exception {
        var script = get("/assets/main-abc.js");
        assertThat(script.body()).isEqualTo("plain");
        assertThat(script.headers().firstValue("cache-control")).hasValue("public, max-age=31536000, immutable");
        assertThat(script.headers().firstValue("content-type")).hasValue("text/javascript; charset=utf-8");
        assertThat(script.headers().firstValue("cross-origin-resource-policy")).hasValue("same-origin");
        assertThat(script.headers().firstValue("content-security-policy")).isEmpty();
    }

    @Test
    void whatWasCompressedGoesToWhoTakesIt() throws Exception {
        var best = get("/assets/main-abc.js", "Accept-Encoding", "gzip, deflate, br");
        assertThat(best.body()).isEqualTo("brotli");
        assertThat(best.headers().firstValue("content-encoding")).hasValue("br");
        assertThat(best.headers().firstValue("vary")).hasValue("Accept-Encoding");
        assertThat(best.headers().firstValue("content-type")).hasValue("text/javascript; charset=utf-8");
        assertThat(get("/assets/main-abc.js", "Accept-Encoding", "gzip;q=0.5").body())
                .isEqualTo("gzipped");
        assertThat(get("/assets/main-abc.js", "Accept-Encoding", "brown").body())
                .isEqualTo("plain");
        assertThat(get("/", "Accept-Encoding", "br").headers().firstValue("content-encoding"))
                .isEmpty();
    }

    @Test
    void whatIsNoneOfItsFilesIsLeftToOthers() throws Exception {
        assertThat(get("/api/thing").body()).isEqualTo("the api");
        assertThat(get("/assets/").statusCode()).isEqualTo(404);
        assertThat(get("/../index.html.bak").statusCode()).isEqualTo(404);
        assertThat(get("/%2e%2e/%2e%2e/etc/passwd").statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path));
        if (headers.length > 0) request.headers(headers);
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
