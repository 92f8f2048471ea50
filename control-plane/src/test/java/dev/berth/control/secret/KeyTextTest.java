package dev.berth.control.secret;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class KeyTextTest {
    private final JsonNode vectors = vectors();

    @Test
    void theContractsKeysAreReadAndWrittenAlike() {
        for (JsonNode vector : vectors.get("valid")) {
            KeyText key = KeyText.parse(vector.get("key").asText()).orElseThrow();
            assertThat(key.id().text()).isEqualTo(vector.get("keyId").asText());
            assertThat(key.secret()).isEqualTo(vector.get("secret").asText());
            assertThat(key.text()).isEqualTo(vector.get("key").asText());
            assertThat(HexFormat.of().formatHex(key.secretSha256()))
                    .isEqualTo(vector.get("secretSha256").asText());
        }
    }

    @Test
    void whatIsNotAKeyIsRefused() {
        for (JsonNode vector : vectors.get("invalid"))
            assertThat(KeyText.parse(vector.get("key").asText()))
                    .as(vector.get("why").asText())
                    .isEmpty();
    }

    @Test
    void aRandomKeyIsReadBackAndNotPrinted() {
        KeyText key = KeyText.random(KeyText.Environment.API);
        assertThat(KeyText.parse(key.text())).contains(key);
        assertThat(key.toString()).contains(key.id().text()).doesNotContain(key.secret());
    }

    private static JsonNode vectors() {
        try (var stream = KeyTextTest.class.getResourceAsStream("/dev/berth/contract/key-vectors.json")) {
            return new ObjectMapper().readTree(stream);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
