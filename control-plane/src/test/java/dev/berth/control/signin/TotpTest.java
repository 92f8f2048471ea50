package dev.berth.control.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TotpTest {
    private final Totp totp = new Totp("12345678901234567890".getBytes(StandardCharsets.US_ASCII));

    @Test
    void codesAreTheLastSixDigitsOfThoseInRfc6238() {
        Map<Long, String> vectors = Map.of(
                59L, "94287082",
                1111111109L, "07081804",
                1111111111L, "14050471",
                1234567890L, "89005924",
                2000000000L, "69279037",
                20000000000L, "65353130");
        vectors.forEach((second, code) ->
                assertThat(totp.code(Instant.ofEpochSecond(second))).isEqualTo(code.substring(2)));
    }

    @Test
    void aClockMayBeOffByThirtySecondsAndNoMore() {
        Instant now = Instant.ofEpochSecond(1234567890);
        String code = totp.code(now);
        assertThat(totp.step(code, now)).hasValue(1234567890 / 30);
        assertThat(totp.step(code, now.plusSeconds(30))).hasValue(1234567890 / 30);
        assertThat(totp.step(code, now.minusSeconds(30))).hasValue(1234567890 / 30);
        assertThat(totp.step(code, now.plusSeconds(60))).isEmpty();
        assertThat(totp.step("", now)).isEmpty();
    }

    @Test
    void authenticatorsReadTheSecretAsItIs() {
        assertThat(totp.text()).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assertThat(totp.uri("a+b@acme.example"))
                .isEqualTo(
                        "otpauth://totp/Berth:a%2Bb%40acme.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Berth");
        assertThat(Totp.random().text()).hasSize(32).matches("[A-Z2-7]+");
    }
}
