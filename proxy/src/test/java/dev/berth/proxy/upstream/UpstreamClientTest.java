package dev.berth.proxy.upstream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.berth.proxy.route.Upstream;
import dev.berth.proxy.route.UpstreamId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UpstreamClientTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final HandheldNode node = new HandheldNode();
    private final Member member = new Member(
            new Upstream(new UpstreamId("node"), "node", "127.0.0.1", node.port(), "/", ByteString.EMPTY, 1, null),
            new Credential.None(),
            () -> null,
            true);
    private UpstreamClient client;

    @BeforeEach
    void open() throws Exception {
        client = onLoop(() -> client(Duration.ofMinutes(1)));
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
        node.close();
    }

    @Test
    void callsOfTheirOwnHaveAConnectionEachAndAnIdleOneIsUsedAgain() throws Exception {
        Attempt first = send("first");
        Attempt second = send("second");
        await().until(() -> node.came().size() == 2);
        assertThat(node.links()).hasSize(2);
        for (var link : node.links()) link.answer("to " + link.came.getFirst());
        assertThat(text(first)).isEqualTo("to first");
        assertThat(text(second)).isEqualTo("to second");
        Attempt third = send("third");
        await().until(() -> node.came().size() == 3);
        assertThat(node.links()).hasSize(2);
        for (var link : node.links()) if (link.came.size() == 2) link.answer("to third");
        assertThat(text(third)).isEqualTo("to third");
    }

    @Test
    void queuedCallsShareAConnectionAndEachGetsItsOwnAnswer() throws Exception {
        HandheldNode.Link queue = openQueue();
        Attempt[] attempts = queue("a", "b", "c");
        await().until(() -> queue.came.size() == 3);
        queue.answer("to a", "to b", "to c");
        for (int i = 0; i < 3; i++) assertThat(text(attempts[i])).isEqualTo("to " + "abc".charAt(i));
    }

    @Test
    void aQueuedCallThatIsGivenUpTakesNoOtherCallsAnswer() throws Exception {
        HandheldNode.Link queue = openQueue();
        Attempt[] attempts = queue("a", "b", "c");
        await().until(() -> queue.came.size() == 3);
        onLoop(() -> {
            attempts[1].cancel("not wanted");
            return 0;
        });
        queue.answer("to a", "to b", "to c");
        assertThat(text(attempts[0])).isEqualTo("to a");
        assertThat(reply(attempts[1])).isEqualTo(new Reply.Lost(new Standing.Fault("not wanted", false)));
        assertThat(text(attempts[2])).isEqualTo("to c");
    }

    @Test
    void whoeverGivesUpTheCallThatAllWaitForEndsTheConnection() throws Exception {
        HandheldNode.Link queue = openQueue();
        Attempt[] attempts = queue("a", "b");
        await().until(() -> queue.came.size() == 2);
        onLoop(() -> {
            attempts[0].cancel("overdue");
            return 0;
        });
        await().until(queue::isOver);
        answerElsewhere(queue, "b");
        assertThat(text(attempts[1])).isEqualTo("to b");
    }

    @Test
    void aCallThatTakesLongHoldsUpNobodyBehindIt() throws Exception {
        client = onLoop(() -> client(Duration.ofMillis(50)));
        HandheldNode.Link queue = openQueue();
        Attempt[] attempts = queue("slow", "b", "c");
        for (String behind : List.of("b", "c")) answerElsewhere(queue, behind);
        assertThat(text(attempts[1])).isEqualTo("to b");
        assertThat(text(attempts[2])).isEqualTo("to c");
        assertThat(attempts[0].reply().isComplete()).isFalse();
        queue.answer("to slow", "to b, too late");
        assertThat(text(attempts[0])).isEqualTo("to slow");
        await().until(queue::isOver);
    }

    @Test
    void aLongAnswerThatNobodyReadsHoldsUpNobodyBehindIt() throws Exception {
        HandheldNode.Link queue = openQueue();
        Attempt[] attempts = onLoop(() -> new Attempt[] {
            client.queue(member, "long".getBytes(StandardCharsets.US_ASCII), Room.flowingBeyond(10)),
            client.queue(member, "b".getBytes(StandardCharsets.US_ASCII), Room.of(1_000))
        });
        await().until(() -> queue.came.size() == 2);
        queue.answer("x".repeat(100));
        assertThat(reply(attempts[0])).isInstanceOf(Reply.Flowing.class);
        answerElsewhere(queue, "b");
        assertThat(text(attempts[1])).isEqualTo("to b");
    }

    /** Answers the call where it came on another connection than this one. */
    private void answerElsewhere(HandheldNode.Link queue, String call) throws Exception {
        await().until(() -> linkBeside(queue, call) != null);
        requireNonNull(linkBeside(queue, call)).answer("to " + call);
    }

    private HandheldNode.@Nullable Link linkBeside(HandheldNode.Link queue, String call) {
        for (var link : node.links()) if (link != queue && link.came.contains(call)) return link;
        return null;
    }

    @Test
    void behindACallThatIsNotAnsweredAtOnceNobodyQueues() throws Exception {
        HandheldNode.Link queue = openQueue();
        queue("slow");
        await().until(() -> queue.came.contains("slow"));
        await().pollDelay(Duration.ofMillis(30)).until(() -> true);
        queue("quick");
        await().until(() -> node.came().contains("quick"));
        assertThat(queue.came).doesNotContain("quick");
    }

    @Test
    void aNodeThatEndsAConnectionWithCallsOnItGetsNoQueuesForAWhile() throws Exception {
        HandheldNode.Link queue = openQueue();
        Attempt[] attempts = queue("a", "b");
        await().until(() -> queue.came.size() == 2);
        queue.end();
        for (Attempt attempt : attempts)
            assertThat(reply(attempt)).isEqualTo(new Reply.Lost(new Standing.Fault("ended the connection", false)));
        queue("c", "d", "e");
        for (String call : List.of("c", "d", "e"))
            await().until(() -> node.links().stream()
                    .anyMatch(link -> List.copyOf(link.came).reversed().stream()
                            .findFirst()
                            .filter(call::equals)
                            .isPresent()));
    }

    @Test
    void anAnswerWithoutACallEndsTheConnection() throws Exception {
        HandheldNode.Link queue = openQueue();
        queue.answer("unasked");
        await().until(queue::isOver);
        Attempt[] attempts = queue("a");
        await().until(() -> node.came().contains("a"));
        for (var link : node.links()) if (link.came.contains("a")) link.answer("to a");
        assertThat(text(attempts[0])).isEqualTo("to a");
    }

    @Test
    void anAnswerOverTheLimitIsNotRead() throws Exception {
        Attempt attempt = send("long");
        await().until(() -> node.came().size() == 1);
        node.links().getFirst().answer("x".repeat(1_001));
        assertThat(reply(attempt)).isEqualTo(new Reply.TooLong());
    }

    /** To which every answer is prompt. */
    private UpstreamClient client(Duration longestBehind) {
        return new UpstreamClient(
                vertx, 1_000, new QueuePatience(Duration.ofMinutes(1).toNanos(), longestBehind.toNanos()));
    }

    /** Makes a connection that carries several calls: the first wish for one goes on a connection of its own. */
    private HandheldNode.Link openQueue() throws Exception {
        queue("opening");
        await().until(() -> node.links().size() == 2 && node.came().size() == 1);
        HandheldNode.Link own = node.links().get(node.links().getFirst().came.isEmpty() ? 1 : 0);
        HandheldNode.Link queue = node.links().get(own == node.links().getFirst() ? 1 : 0);
        own.answer("opened");
        for (int onQueue = 0; onQueue < 16; onQueue += queue.came.isEmpty() ? 0 : 1) {
            queue.came.clear();
            int before = node.came().size();
            Attempt[] attempts = queue("is it open?");
            await().until(() -> node.came().size() > before);
            (queue.came.isEmpty() ? own : queue).answer("see");
            text(attempts[0]);
        }
        queue.came.clear();
        return queue;
    }

    private Attempt send(String body) throws Exception {
        return onLoop(() -> client.send(member, body.getBytes(StandardCharsets.US_ASCII)));
    }

    private Attempt[] queue(String... bodies) throws Exception {
        return onLoop(() -> {
            var attempts = new Attempt[bodies.length];
            for (int i = 0; i < bodies.length; i++)
                attempts[i] = client.queue(member, bodies[i].getBytes(StandardCharsets.US_ASCII), Room.of(1_000));
            return attempts;
        });
    }

    private static String text(Attempt attempt) throws Exception {
        return new String(((Reply.Received) reply(attempt)).body(), StandardCharsets.US_ASCII);
    }

    private static Reply reply(Attempt attempt) throws Exception {
        return attempt.reply().await(10, TimeUnit.SECONDS);
    }

    private <T> T onLoop(Supplier<T> work) throws Exception {
        Promise<T> done = Promise.promise();
        loop.runOnContext(_ -> done.complete(work.get()));
        Future<T> future = done.future();
        return future.await(10, TimeUnit.SECONDS);
    }
}
