package dev.berth.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.host.agent.EngineChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneConfigTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void everythingThatIsWrongIsNamedAtOnceAndNoSecretIsShown() throws IOException {
        Map<String, String> environment = complete();
        environment.put("BERTH_HTTP_LISTEN", "8080");
        environment.put("BERTH_DATABASE_URL", "mysql://elsewhere");
        environment.put("BERTH_PUBLIC_URL", "ftp://files");
        environment.put("BERTH_HOST_LOST_SECONDS", "4");
        environment.put("BERTH_MASTER_KEY_FILE", secret("short", "abcdef"));
        environment.remove("BERTH_PROXY_TOKEN_FILE");
        assertThatThrownBy(() -> ControlPlaneConfig.fromEnvironment(environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("BERTH_HTTP_LISTEN: 8080 (expected: host:port)")
                .hasMessageContaining("BERTH_DATABASE_URL")
                .hasMessageContaining("BERTH_PUBLIC_URL: ftp://files")
                .hasMessageContaining("BERTH_HOST_LOST_SECONDS: 4 (expected: a whole number of seconds, at least 5)")
                .hasMessageContaining("6 characters (expected: 64 hexadecimal digits)")
                .hasMessageContaining("BERTH_PROXY_TOKEN_FILE: absent")
                .hasMessageNotContaining("abcdef");
    }

    @Test
    void aCompleteOneIsReadAndPrintsNoSecret() throws IOException {
        ControlPlaneConfig config = ControlPlaneConfig.fromEnvironment(complete());
        assertThat(config.http().port()).isEqualTo(8080);
        assertThat(config.http().names()).containsExactly("berth.example");
        assertThat(config.proxyToken()).isEqualTo("a token");
        assertThat(config.hostLostAfter()).hasMinutes(10);
        assertThat(config.toString()).doesNotContain("a token").doesNotContain("a password");
        assertThat(config.database().toString()).doesNotContain("a password");
    }

    @Test
    void aFileMayHaveAnySettingAndTheEnvironmentWins() throws IOException {
        Map<String, String> environment = complete();
        environment.remove("BERTH_DATABASE_USER");
        environment.put("BERTH_CONFIG_FILE", secret("berth.yaml", """
            # ours
            BERTH_DATABASE_USER: filed
            BERTH_PUBLIC_URL: http://from.file
            BERTH_HTTP_LISTEN: 127.0.0.1:9090
            BERTH_ENGINE: process
            BERTH_PROXY_MAX_CONNECTIONS: the proxy's
            """));
        ControlPlaneConfig config = ControlPlaneConfig.fromEnvironment(environment);
        assertThat(config.http().port()).isEqualTo(9090);
        assertThat(config.publicUrl()).hasToString("http://127.0.0.1:8545");
        assertThat(config.engine()).isEqualTo(EngineChoice.Wish.PROCESS);
    }

    @Test
    void whatIsWrongInAFileIsNamedWithItsLine() throws IOException {
        Map<String, String> environment = complete();
        String file = secret("berth.yaml", "BERTH_HTTP_LISTEN: 8080\nBERTH_HTP_LISTEN: 1\nBERTH_ENGINE: [a]\n");
        environment.put("BERTH_CONFIG_FILE", file);
        assertThatThrownBy(() -> ControlPlaneConfig.fromEnvironment(environment))
                .hasMessageContaining(file + ":1: BERTH_HTTP_LISTEN: 8080 (expected: host:port)")
                .hasMessageContaining(file + ":2: BERTH_HTP_LISTEN: no such setting")
                .hasMessageContaining(file + ":3: BERTH_ENGINE: a structure (expected: one value)");
        environment.put("BERTH_CONFIG_FILE", "/nowhere.yaml");
        assertThatThrownBy(() -> ControlPlaneConfig.fromEnvironment(environment))
                .hasMessageContaining("BERTH_CONFIG_FILE: cannot read /nowhere.yaml");
    }

    @Test
    void providersOfIdentitiesAreReadByTheirNamesAndAllThatIsWrongIsNamed() throws IOException {
        Map<String, String> environment = complete();
        environment.put("BERTH_OIDC", "corp");
        environment.put("BERTH_OIDC_CORP_ISSUER", "https://id.example/realms/corp");
        environment.put("BERTH_OIDC_CORP_CLIENT_ID", "berth");
        environment.put("BERTH_OIDC_CORP_CLIENT_SECRET_FILE", secret("oidc", "hush"));
        environment.put("BERTH_OIDC_CORP_LABEL", "Corp");
        assertThat(ControlPlaneConfig.fromEnvironment(environment).openId())
                .singleElement()
                .satisfies(corp -> {
                    assertThat(corp.label()).isEqualTo("Corp");
                    assertThat(corp.clientSecret()).hasValue("hush");
                    assertThat(corp.toString()).doesNotContain("hush");
                });
        environment.put("BERTH_OIDC", "corp, Other");
        environment.put("BERTH_OIDC_CORP_ISSUER", "http://id.example");
        environment.remove("BERTH_OIDC_CORP_CLIENT_ID");
        assertThatThrownBy(() -> ControlPlaneConfig.fromEnvironment(environment))
                .hasMessageContaining(
                        "BERTH_OIDC_CORP_ISSUER: http://id.example (expected: https://..., or http on this")
                .hasMessageContaining("BERTH_OIDC_CORP_CLIENT_ID: absent")
                .hasMessageContaining("BERTH_OIDC_OTHER_ISSUER: absent");
    }

    private Map<String, String> complete() throws IOException {
        var environment = new HashMap<String, String>();
        environment.put("BERTH_HTTP_NAMES", "berth.example");
        environment.put("BERTH_DATABASE_URL", "jdbc:postgresql://127.0.0.1:5432/berth");
        environment.put("BERTH_DATABASE_USER", "berth");
        environment.put("BERTH_DATABASE_PASSWORD_FILE", secret("password", "a password"));
        environment.put("BERTH_MASTER_KEY_FILE", secret("master", "0".repeat(64)));
        environment.put("BERTH_PROXY_TOKEN_FILE", secret("token", "a token"));
        environment.put("BERTH_PROXY_SEALING_KEY_FILE", secret("sealing", "1".repeat(64)));
        environment.put("BERTH_OPERATOR_KEY_FILE", directory.resolve("operator").toString());
        environment.put("BERTH_PUBLIC_URL", "http://127.0.0.1:8545");
        environment.put("BERTH_STATE_DIR", directory.toString());
        environment.put("BERTH_UNIT_ROOT", directory.toString());
        environment.put("BERTH_ARTIFACT_CACHE", directory.toString());
        return environment;
    }

    private String secret(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text + "\n").toString();
    }
}
