package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the headers say of a body: its type, and how it is packed. */
@ParameterizedClass
@EnumSource(HttpClient.Version.class)
class BodiesAsSentTest {
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[]}";
    private static final String ANSWER = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"eth_call\"}";

    /** The call, packed by Node's zlib.brotliCompressSync, as the JDK cannot. */
    private static final byte[] BROTLI_CALL = HexFormat.of()
            .parseHex("8b1b807b226a736f6e727063223a22322e30222c226964223a312c226d6574686f64223a226574685f63616c6c222c"
                    + "22706172616d73223a5b5d7d03");

    private final RunningProxy proxy;
    private final ScriptedNode node;

    BodiesAsSentTest(HttpClient.Version version) {
        proxy = new RunningProxy(version);
        node = proxy.node();
        proxy.route(node);
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    @Test
    void otherContentTypesAndEncodingsAreRefusedForGood() {
        for (String type : new String[] {
            "application/json", "application/json;charset=utf-8", "application/json-rpc", "APPLICATION/JSONREQUEST"
        }) {
            assertThat(send("content-type", type).statusCode()).isEqualTo(200);
        }
        assertThat(send("content-type", "text/plain").statusCode()).isEqualTo(415);
        assertThat(send("accept", "x").statusCode()).isEqualTo(415);
    }

    private HttpResponse<String> packed(String coding, byte[] body) {
        return proxy.send(
                "/" + RunningProxy.SHARED.text(),
                request -> request.header("content-type", "application/json")
                        .header("content-encoding", coding)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private static byte[] gzip(byte[] body) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var packing = new GZIPOutputStream(packed)) {
            packing.write(body);
        }
        return packed.toByteArray();
    }

    @Test
    void aPackedBodyIsUnpacked() throws IOException {
        byte[] call = CALL.getBytes(StandardCharsets.UTF_8);
        var deflated = new ByteArrayOutputStream();
        try (var packing = new DeflaterOutputStream(deflated)) {
            packing.write(call);
        }
        assertThat(packed("gzip", gzip(call)).body()).isEqualTo(ANSWER);
        assertThat(packed("Deflate", deflated.toByteArray()).body()).isEqualTo(ANSWER);
        assertThat(packed("br", BROTLI_CALL).body()).isEqualTo(ANSWER);
        assertThat(packed("identity", call).body()).isEqualTo(ANSWER);
    }

    @Test
    void aBodyThatUnpacksToTooMuchIsRefusedBeforeItHas() throws IOException {
        byte[] bomb = gzip(new byte[64 << 20]);
        assertThat(bomb.length).isLessThan(1 << 17);
        var response = packed("gzip", bomb);
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("\"code\":-32004");
        assertThat(proxy.meter.items()).containsEntry("(other) INVALID", 1L);
    }

    @Test
    void aBodyThatIsPackedInAnotherWayIsRefusedForGood() throws IOException {
        assertThat(packed("gzip", CALL.getBytes(StandardCharsets.UTF_8)).statusCode())
                .isEqualTo(400);
        for (String coding : new String[] {"zstd", "gzip, gzip", "chunked", ""}) {
            var response = packed(coding, gzip(CALL.getBytes(StandardCharsets.UTF_8)));
            assertThat(response.statusCode()).isEqualTo(415);
            assertThat(response.body()).contains("\"code\":-32004");
        }
        assertThat(node.asked()).isEmpty();
    }

    private HttpResponse<String> send(String header, String value) {
        return proxy.send(
                "/" + RunningProxy.SHARED.text(),
                request -> request.header(header, value).POST(HttpRequest.BodyPublishers.ofString(CALL)));
    }
}
