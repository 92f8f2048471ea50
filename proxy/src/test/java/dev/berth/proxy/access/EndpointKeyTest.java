package dev.berth.proxy.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EndpointKeyTest {
    private static JsonNode vectors() throws IOException {
        try (InputStream file = EndpointKey.class.getResourceAsStream("/dev/berth/contract/key-vectors.json")) {
            return new ObjectMapper().readTree(file);
        }
    }

    @Test
    void everyKeyOfTheSharedVectorsIsReadAsTheySay() throws IOException {
        assertThat(vectors().get("valid")).isNotEmpty().allSatisfy(vector -> {
            EndpointKey key =
                    Objects.requireNonNull(EndpointKey.parse(vector.get("key").asText()));
            assertThat(key.id().value()).isEqualTo(vector.get("keyId").asText());
            assertThat(HexFormat.of().formatHex(key.secretSha256()))
                    .isEqualTo(vector.get("secretSha256").asText());
            assertThat(key.toString()).doesNotContain(vector.get("secret").asText());
        });
    }

    @Test
    void everyTextOfTheSharedVectorsThatIsNoKeyIsTurnedAway() throws IOException {
        assertThat(vectors().get("invalid"))
                .isNotEmpty()
                .allSatisfy(
                        vector -> assertThat(EndpointKey.parse(vector.get("key").asText()))
                                .as(vector.get("why").asText())
                                .isNull());
    }
}
