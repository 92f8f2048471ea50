package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Requests that wait for something slow hold up no event loop, and so nobody who does not wait for the same. */
class HangingDatabaseTest {
    private static final int WAITING = 15; // fewer than there are connections, and more than event loops

    @Test
    void whileRequestsWaitForTheDatabaseThoseThatDoNotAreAnswered() {
        try (var api = new RunningApi()) {
            String key = api.operator();
            List<CompletableFuture<HttpResponse<String>>> waiting = api.database.asPlatform(tx -> {
                tx.execute("lock table tenant in access exclusive mode");
                var sent = IntStream.range(0, WAITING)
                        .mapToObj(_ -> api.client()
                                .sendAsync(
                                        HttpRequest.newBuilder(api.uri("/api/v1/tenants"))
                                                .header("Authorization", "Bearer " + key)
                                                .build(),
                                        BodyHandlers.ofString()))
                        .toList();
                for (int i = 0; i < 100; i++)
                    assertThat(api.get("/healthz", null).status()).isEqualTo(200);
                assertThat(sent).as("the database hangs all the while").noneMatch(CompletableFuture::isDone);
                return sent;
            });
            CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).join();
            assertThat(waiting).allMatch(answer -> answer.join().statusCode() == 200);
        }
    }
}
