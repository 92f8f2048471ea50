package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.proxy.listen.ScriptedNode.Answers;
import dev.berth.proxy.listen.ScriptedNode.Pours;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Long answers are packed for callers that accept it; what is metered is what they unpack to. */
@ParameterizedClass
@EnumSource(HttpClient.Version.class)
class PackedAnswersTest {
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"trace_block\",\"params\":[SIZE]}";
    private static final String PIECE = "{\"from\":\"0x00\",\"to\":\"0xffff\",\"value\":17},";

    private final RunningProxy proxy;
    private final HttpClient client;
    private final ScriptedNode node;

    PackedAnswersTest(HttpClient.Version version) {
        proxy = new RunningProxy();
        client = HttpClient.newBuilder().version(version).build();
        node = proxy.node();
        proxy.route(node);
        node.script = call -> new Answers("\"" + text(call.params().get(0).asInt()) + "\"");
    }

    @AfterEach
    void stop() {
        client.close();
        proxy.close();
    }

    private static String text(int size) {
        return PIECE.replace("\"", "'").repeat(size / PIECE.length() + 1).substring(0, size);
    }

    private HttpResponse<byte[]> post(String body, String acceptEncoding) {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + proxy.port() + "/" + RunningProxy.SHARED.text()))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (!acceptEncoding.isEmpty()) request.header("accept-encoding", acceptEncoding);
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String coding(HttpResponse<byte[]> response) {
        return response.headers().firstValue("content-encoding").orElse("");
    }

    private static String unpacked(HttpResponse<byte[]> response) throws IOException {
        InputStream body = new ByteArrayInputStream(response.body());
        InputStream plain = switch (coding(response)) {
            case "gzip" -> new GZIPInputStream(body);
            case "deflate" -> new InflaterInputStream(body);
            default -> body;
        };
        return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip | gzip",
                "gzip, deflate, br | gzip",
                "deflate | deflate",
                "gzip;q=0.5, deflate;q=0.9 | deflate",
                "br | ''",
                "identity | ''",
                "gzip;q=0 | ''",
                "* | gzip",
                "*;q=0.1, gzip;q=0 | deflate",
                "GZIP | gzip",
                "gzip;q=nonsense | ''",
                "'' | ''"
            })
    void theCallersWishDecides(String acceptEncoding, String coding) throws IOException {
        for (int size : new int[] {10_000, 300_000}) {
            HttpResponse<byte[]> answer = post(CALL.replace("SIZE", "" + size), acceptEncoding);
            assertThat(coding(answer)).isEqualTo(coding);
            assertThat(answer.headers().firstValue("vary")).hasValue("accept-encoding");
            assertThat(unpacked(answer)).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"" + text(size) + "\"}");
            if (!coding.isEmpty()) assertThat(answer.body()).hasSizeLessThan(size / 5);
        }
    }

    @Test
    void aShortAnswerGoesAsItIs() {
        HttpResponse<byte[]> answer = post(CALL.replace("SIZE", "8000"), "gzip");
        assertThat(coding(answer)).isEmpty();
        assertThat(answer.headers().firstValue("vary")).isEmpty();
    }

    @Test
    void aBatchIsPackedAsOneAndWhatIsMeteredIsWhatItUnpacksTo() throws IOException {
        String batch = IntStream.range(0, 20)
                .mapToObj(i -> CALL.replace("SIZE", "" + (100_000 + i)))
                .collect(Collectors.joining(",", "[", "]"));
        HttpResponse<byte[]> answer = post(batch, "gzip");
        assertThat(coding(answer)).isEqualTo("gzip");
        String text = unpacked(answer);
        assertThat(text).hasSizeGreaterThan(2_000_000).startsWith("[{").endsWith("}]");
        assertThat(proxy.meter.bytesOut).hasValue(text.length() - 21L); // brackets and commas are nobody's
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void anAnswerThatFlowsIsPackedAsItComes(String coding) throws IOException {
        node.script = _ -> new Pours("{\"id\":$id,\"result\":[", PIECE.repeat(500), 400, "1]}", false);
        HttpResponse<byte[]> answer = post(CALL.replace("SIZE", "1"), coding);
        assertThat(coding(answer)).isEqualTo(coding);
        String text = unpacked(answer);
        assertThat(text).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[" + PIECE.repeat(200_000) + "1]}");
        assertThat(answer.body()).hasSizeLessThan(text.length() / 20);
        assertThat(proxy.meter.bytesOut).hasValue(text.length());
        assertThat(proxy.meter.broken).hasValue(0);
    }

    @Test
    void anAnswerThatBreaksOffBreaksAlsoWhenItIsPacked() {
        node.script = _ -> new Pours("{\"id\":$id,\"result\":[", PIECE.repeat(500), 400, "", true);
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> post(CALL.replace("SIZE", "1"), "gzip")))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(proxy.meter.broken).hasValue(1);
    }
}
