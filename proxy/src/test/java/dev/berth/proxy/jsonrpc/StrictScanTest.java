package dev.berth.proxy.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StrictScanTest {
    private static final ObjectMapper JACKSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final int ROUNDS = 200_000;

    @Test
    void whatEveryParserMustTakeIsTaken() {
        assertThat(JsonCorpus.accepted())
                .allSatisfy(text -> assertThat(isTaken(text))
                        .as(new String(text, StandardCharsets.UTF_8))
                        .isTrue());
    }

    @Test
    void whatNoParserMayTakeIsRefused() {
        assertThat(JsonCorpus.refused())
                .allSatisfy(text -> assertThat(isTaken(text))
                        .as(new String(text, StandardCharsets.UTF_8))
                        .isFalse());
    }

    @Test
    void halfASurrogatePairIsRefusedFromTenantsAndPassesFromNodes() {
        assertThat(JsonCorpus.halfPairs()).allSatisfy(text -> {
            assertThat(isTaken(text)).isFalse();
            assertThat(passes(text, Strictness.ANSWER)).isTrue();
        });
    }

    @Test
    void depthEndsAt512() {
        assertThat(isTaken(nested(512))).isTrue();
        assertThat(isTaken(nested(513))).isFalse();
        assertThat(RequestScan.of(nested(100_000), 1)).isInstanceOf(Body.TooDeep.class);
    }

    @Test
    void aHundredThousandKeysCostNoMoreThanTheirLength() {
        var text = new StringBuilder("{");
        for (int i = 0; i < 100_000; i++) text.append("\"key").append(i).append("\":0,");
        byte[] unique = (text + "\"last\":0}").getBytes(StandardCharsets.UTF_8);
        byte[] twice = (text + "\"key77\":0}").getBytes(StandardCharsets.UTF_8);
        assertThat(isTaken(unique)).isTrue();
        assertThat(isTaken(twice)).isFalse();
    }

    /** Small changes to texts of the corpus, thousands of them: Jackson and the scan must say the same of each. */
    @Test
    void theScanAndJacksonAgreeOnMutatedTexts() {
        var random = new Random(20_261_122);
        var seeds = JsonCorpus.accepted();
        seeds.addAll(JsonCorpus.refused());
        for (int round = 0; round < ROUNDS; round++) {
            byte[] text = mutated(seeds.get(random.nextInt(seeds.size())), random);
            assertThat(passes(text, Strictness.REQUEST))
                    .as(() -> "round with the text " + HexFormat.of().formatHex(text))
                    .isEqualTo(isTakenByJackson(text));
        }
    }

    private static byte[] mutated(byte[] seed, Random random) {
        String tokens = "{}[]:,\"\\u0019eE+-. tfn\u0000\u001f\u007f\u00c3\u00a9\u00ed\u00a0\u00f0/'";
        byte[] text = seed.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(text.length + 1);
            byte token = (byte) tokens.charAt(random.nextInt(tokens.length()));
            if (random.nextBoolean() && at < text.length) {
                text[at] = token;
            } else {
                byte[] longer = new byte[text.length + 1];
                System.arraycopy(text, 0, longer, 0, at);
                longer[at] = token;
                System.arraycopy(text, at, longer, at + 1, text.length - at);
                text = longer;
            }
        }
        return text;
    }

    /** Jackson reads UTF-16 and 32, a leading mark, and half pairs; those it is not asked about. */
    private static boolean isTakenByJackson(byte[] text) {
        try {
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
            if (decoded.startsWith("\uFEFF")) return false;
            var tree = JACKSON.readTree(decoded);
            if (tree == null || tree.isMissingNode()) return false;
            return StandardCharsets.UTF_8.newEncoder().canEncode(JACKSON.writeValueAsString(tree));
        } catch (CharacterCodingException | JsonProcessingException e) {
            return false;
        }
    }

    private static boolean isTaken(byte[] text) {
        return passes(text, Strictness.REQUEST);
    }

    private static boolean passes(byte[] text, Strictness strictness) {
        var cursor = new JsonCursor(text, strictness);
        try {
            cursor.next();
            cursor.value();
            cursor.expectEnd();
            return true;
        } catch (MalformedJson e) {
            return false;
        }
    }

    private static byte[] nested(int depth) {
        return ("[".repeat(depth) + "]".repeat(depth)).getBytes(StandardCharsets.US_ASCII);
    }
}
