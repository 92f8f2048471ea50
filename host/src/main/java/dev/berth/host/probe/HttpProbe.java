package dev.berth.host.probe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes probe calls over HTTP, follows no redirect and reads no more of an answer than a probe needs. */
public final class HttpProbe {
    private static final HttpResponse.BodyHandler<String> BODY =
            HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), 1 << 20);
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** @param address {@code ip:port} */
    public ProbeOutcome call(String address, ProbeCall call, Duration timeout) {
        long begun = System.nanoTime();
        var answering = client.sendAsync(request(address, call, timeout), BODY);
        try {
            HttpResponse<String> answer = answering.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return new ProbeOutcome.Answered(
                    answer.statusCode(), answer.body(), Duration.ofNanos(System.nanoTime() - begun));
        } catch (ExecutionException unanswered) {
            return new ProbeOutcome.NoAnswer(address + ": " + unanswered.getCause());
        } catch (TimeoutException slow) {
            answering.cancel(true);
            return new ProbeOutcome.NoAnswer(address + ": no whole answer within " + timeout.toMillis() + " ms");
        } catch (InterruptedException stop) {
            answering.cancel(true);
            Thread.currentThread().interrupt();
            return new ProbeOutcome.NoAnswer(address + ": interrupted");
        }
    }

    private static HttpRequest request(String address, ProbeCall call, Duration timeout) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + address + call.path()))
                .timeout(timeout);
        call.credential().ifPresent(credential -> request.header("Authorization", shown(credential)));
        return switch (call) {
            case ProbeCall.Get _ -> request.GET().build();
            case ProbeCall.JsonRpc rpc ->
                request.header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body(rpc)))
                        .build();
        };
    }

    private static String body(ProbeCall.JsonRpc rpc) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", rpc.method())
                .set("params", rpc.params())
                .toString();
    }

    private static String shown(ProbeCall.Credential credential) {
        return switch (credential) {
            case ProbeCall.BasicCredential basic -> basic(basic);
            case ProbeCall.TokenSecret secret -> "Bearer " + EngineToken.of(secret.bytes(), Instant.now());
        };
    }

    private static String basic(ProbeCall.BasicCredential credential) {
        String pair = credential.user() + ":" + credential.password();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
