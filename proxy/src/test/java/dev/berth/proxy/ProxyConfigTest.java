package dev.berth.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyConfigTest {
    @TempDir
    Path folder;

    private static Map<String, String> complete() {
        return new HashMap<>(Map.of(
                "BERTH_PROXY_STATE_DIR", "/state",
                "BERTH_PROXY_TOKEN_FILE", "/token",
                "BERTH_PROXY_SEALING_KEY_FILE", "/sealing.key"));
    }

    private Map<String, String> with(String file) throws IOException {
        Map<String, String> environment = complete();
        environment.put(
                "BERTH_CONFIG_FILE",
                Files.writeString(folder.resolve("proxy.yaml"), file).toString());
        return environment;
    }

    @Test
    void aFileMayHaveAnySettingAndTheEnvironmentWins() throws IOException {
        Map<String, String> environment = with("""
            BERTH_PROXY_LISTEN: 127.0.0.1:1111
            BERTH_PROXY_MAX_CONNECTIONS: 7
            BERTH_HTTP_LISTEN: the control plane's
            BERTH_PROXY_TLS_CERT_FILE: '/tls.crt'
            BERTH_PROXY_TLS_KEY_FILE: "/tls.key"
            """);
        environment.put("BERTH_PROXY_LISTEN", "127.0.0.1:2222");
        ProxyConfig config = ProxyConfig.fromEnvironment(environment);
        assertThat(config.listen().port()).isEqualTo(2222);
        assertThat(config.connections().total()).isEqualTo(7);
        assertThat(config.tls().orElseThrow().certificate()).isEqualTo(Path.of("/tls.crt"));
    }

    @Test
    void everythingThatIsWrongIsNamedAtOnceWithItsPlace() throws IOException {
        Map<String, String> environment = with("""
            # ours
            BERTH_PROXY_LISTEN: nowhere
            BERTH_PROXY_MAX_BODY: 5
            BERTH_PROXY_EVENT_LOOPS: {a: 1}
            BERTH_PROXY_DEADLINE_SECONDS: 1
            BERTH_PROXY_DEADLINE_SECONDS: 2
            """);
        environment.remove("BERTH_PROXY_TOKEN_FILE");
        environment.put("BERTH_PROXY_MAX_BATCH_ITEMS", "none");
        environment.put("BERTH_PROXY_TLS_CERT_FILE", "/tls.crt");
        String file = environment.get("BERTH_CONFIG_FILE");
        assertThatThrownBy(() -> ProxyConfig.fromEnvironment(environment))
                .hasMessageContaining(file + ":2: BERTH_PROXY_LISTEN: \"nowhere\" (expected: host:port)")
                .hasMessageContaining(file + ":3: BERTH_PROXY_MAX_BODY: no such setting")
                .hasMessageContaining(file + ":4: BERTH_PROXY_EVENT_LOOPS: a structure (expected: one value)")
                .hasMessageContaining(file + ":6: BERTH_PROXY_DEADLINE_SECONDS: a second time")
                .hasMessageContaining("BERTH_PROXY_TOKEN_FILE: not set")
                .hasMessageContaining("BERTH_PROXY_MAX_BATCH_ITEMS: \"none\"")
                .hasMessageContaining("BERTH_PROXY_TLS_KEY_FILE: one is not set");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"- a\n", "a\n", "BERTH_PROXY_LISTEN: \"x\n", "a: 1\n---\nb: 2\n", "BERTH_PROXY_LISTEN:\n  a: 1\n"
            })
    void aFileOfAnotherFormIsRefused(String file) throws IOException {
        Map<String, String> environment = with(file);
        assertThatThrownBy(() -> ProxyConfig.fromEnvironment(environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("proxy.yaml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing yet\n"})
    void anEmptyFileSaysNothing(String file) throws IOException {
        assertThat(ProxyConfig.fromEnvironment(with(file)).listen().port()).isEqualTo(8545);
    }
}
