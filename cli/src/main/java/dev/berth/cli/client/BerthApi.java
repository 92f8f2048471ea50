package dev.berth.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.installation.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Calls the API and waits for its answer; throws {@link ApiProblem} or {@link ApiUnreachable}. */
public final class BerthApi {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    private final ApiAccess access;
    private final HttpClient http;

    public BerthApi(ApiAccess access) {
        this.access = access;
        this.http = client(access.api());
    }

    public JsonNode get(String path, Map<String, String> query) {
        return json(send(request(path, query).GET().timeout(ANSWER_TIMEOUT)));
    }

    public JsonNode get(String path) {
        return get(path, Map.of());
    }

    public String text(String path, Map<String, String> query) {
        return send(request(path, query).GET().timeout(ANSWER_TIMEOUT));
    }

    /** What the process tells Prometheus, which is beside the API. */
    public String metrics() {
        return send(HttpRequest.newBuilder(URI.create(access.api() + "/metrics"))
                .header("Authorization", "Bearer " + access.key())
                .GET()
                .timeout(ANSWER_TIMEOUT));
    }

    /** Creates with an idempotency key of its own, so that a repeat after a broken connection is harmless. */
    public JsonNode create(String path, Map<String, String> query, JsonNode body) {
        return json(send(request(path, query)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("Content-Type", "application/json")
                .POST(publisher(body))
                .timeout(ANSWER_TIMEOUT)));
    }

    /** Carries out a verb: `POST /nodes/x/stop`. */
    public JsonNode perform(String path, Map<String, String> query, @Nullable JsonNode body) {
        var request = request(path, query).timeout(ANSWER_TIMEOUT);
        if (body == null) {
            return json(send(request.POST(BodyPublishers.noBody())));
        }
        return json(send(request.header("Content-Type", "application/json").POST(publisher(body))));
    }

    public JsonNode change(String path, Map<String, String> query, JsonNode body) {
        return json(send(request(path, query)
                .header("Content-Type", "application/json")
                .method("PATCH", publisher(body))
                .timeout(ANSWER_TIMEOUT)));
    }

    /** Puts this at the path, in the place of what is there. */
    public JsonNode replace(String path, Map<String, String> query, JsonNode body) {
        return json(send(request(path, query)
                .header("Content-Type", "application/json")
                .PUT(publisher(body))
                .timeout(ANSWER_TIMEOUT)));
    }

    public JsonNode delete(String path, Map<String, String> query) {
        return json(send(request(path, query).DELETE().timeout(ANSWER_TIMEOUT)));
    }

    /** The items of all pages, up to the wanted number. */
    public ArrayNode list(String path, Map<String, String> query, int most) {
        return whole(path, query, most).withArray("items");
    }

    /** The first page with the items of all, up to the wanted number. */
    public ObjectNode whole(String path, Map<String, String> query, int most) {
        var page = new TreeMap<>(query);
        page.put("limit", Integer.toString(Math.clamp(most, 1, 500)));
        var first = (ObjectNode) get(path, page);
        var items = Json.MAPPER.createArrayNode();
        JsonNode answer = first;
        while (true) {
            for (JsonNode item : answer.path("items")) {
                if (items.size() < most) {
                    items.add(item);
                }
            }
            JsonNode next = answer.path("next");
            if (next.isMissingNode() || next.isNull() || items.size() >= most) {
                first.set("items", items);
                first.remove("next");
                return first;
            }
            page.put("cursor", next.asText());
            answer = get(path, page);
        }
    }

    /** An answer that grows: a log that is followed, a stream of events. The caller closes it. */
    public InputStream follow(String path, Map<String, String> query) {
        try {
            HttpResponse<InputStream> answer =
                    http.send(request(path, query).GET().build(), BodyHandlers.ofInputStream());
            if (answer.statusCode() >= 300) {
                try (var body = answer.body()) {
                    throw problem(answer.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            return answer.body();
        } catch (IOException e) {
            throw new ApiUnreachable(access.api(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private HttpRequest.Builder request(String path, Map<String, String> query) {
        String parameters = query.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        URI uri = URI.create(access.api() + "/api/v1" + path + (parameters.isEmpty() ? "" : "?" + parameters));
        return HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + access.key());
    }

    private String send(HttpRequest.Builder request) {
        try {
            var answer = http.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw problem(answer.statusCode(), answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new ApiUnreachable(access.api(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static ApiProblem problem(int status, String body) {
        try {
            return ApiProblem.of(status, Json.MAPPER.readTree(body));
        } catch (JsonProcessingException e) {
            return ApiProblem.of(status, Json.object().put("detail", body.strip()));
        }
    }

    private static JsonNode json(String body) {
        return Json.read(body, JsonNode.class);
    }

    private static BodyPublisher publisher(JsonNode body) {
        return BodyPublishers.ofString(body.toString());
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted", e);
    }

    /** A plain-HTTP client is spared the loading of the machine's certificates, a tenth of a second at each start. */
    private static HttpClient client(URI api) {
        var builder = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).version(HttpClient.Version.HTTP_1_1);
        if ("http".equals(api.getScheme())) {
            try {
                var trustsNobody = SSLContext.getInstance("TLS");
                trustsNobody.init(null, new TrustManager[0], null);
                builder.sslContext(trustsNobody);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has TLS", e);
            }
        }
        return builder.build();
    }
}
