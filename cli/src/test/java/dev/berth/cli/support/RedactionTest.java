package dev.berth.cli.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {
    private final Redaction redaction =
            new Redaction(List.of("0123456789abcdef", "0123456789abcdef0123456789abcdef\n", "short"));

    @Test
    void knownSecretsAreTakenOutWhereverTheyStand() {
        assertThat(redaction.of("x0123456789abcdefy, 0123456789abcdef0123456789abcdef. short"))
                .isEqualTo("x[redacted]y, [redacted]. short");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://127.0.0.1:8545/berth_dev_0abcdefghjkm_9876543210zyxwvtsrqpnmkjhg0fedcba |"
                        + " http://127.0.0.1:8545/berth_dev_0abcdefghjkm_[redacted]",
                "Bearer berth_api_0abcdefghjkm_zzzz | Bearer berth_api_0abcdefghjkm_[redacted]",
                "signed by whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw | signed by whsec_[redacted]",
                "jdbc:postgresql://u:p4ss@db/berth | jdbc:postgresql://u:[redacted]@db/berth",
                "jdbc:postgresql://db/berth?user=u&password=p4ss&ssl=true |"
                        + " jdbc:postgresql://db/berth?user=u&password=[redacted]&ssl=true",
                "rpcpassword: hunter22 | rpcpassword: [redacted]",
                "head 42 of node n1 on 127.0.0.1:8545 | head 42 of node n1 on 127.0.0.1:8545"
            })
    void whatHasTheShapeOfASecretIsTakenOutToo(String text, String redacted) {
        assertThat(redaction.of(text)).isEqualTo(redacted);
    }
}
