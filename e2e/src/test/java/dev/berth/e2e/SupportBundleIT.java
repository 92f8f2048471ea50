package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.cli.installation.Installation;
import dev.berth.cli.installation.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is collected for somebody else tells how Berth is, and none of its secrets. */
@ExtendWith(SharedBerth.class)
final class SupportBundleIT {
    private final BerthInstallation berth;

    @TempDir
    private Path folder = Path.of("");

    SupportBundleIT(BerthInstallation berth) {
        this.berth = berth;
    }

    @Test
    void theBundleTellsAllButSecrets() throws IOException {
        JsonNode webhook = berth.tenant()
                .create(
                        "/webhooks",
                        Map.of(),
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("name", "bundled")
                                .put("url", "https://example.com/"));
        Path bundle = folder.resolve("bundle.zip");
        BerthInstallation.Outcome outcome = berth.berth("support-bundle", bundle.toString());
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).doesNotContain("without");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(bundle)))
                .isEqualTo("rw-------");
        Map<String, String> texts = texts(bundle);
        assertThat(texts)
                .containsKeys(
                        "versions.json",
                        "settings.json",
                        "doctor.json",
                        "processes.json",
                        "logs/control-plane.log",
                        "logs/proxy.log",
                        "api/hosts.json",
                        "api/nodes.json",
                        "api/proxies.json",
                        "api/operations.json",
                        "api/events.json");
        assertThat(texts.get("metrics/control-plane.txt")).contains("berth_control_nodes");
        assertThat(texts.get("metrics/proxy.txt")).contains("berth_proxy_");
        assertThat(texts.get("api/events.json")).contains("node.ready");
        List<String> secrets = secrets();
        secrets.add(webhook.path("secret").asText());
        assertThat(secrets).hasSizeGreaterThan(10);
        texts.forEach((name, text) -> {
            for (String secret : secrets)
                assertThat(text.contains(secret)).as(name).isFalse();
        });
        berth.tenant().delete("/webhooks/bundled", Map.of());
    }

    /** Of the installation, of its nodes, and of what quickstart.json lets scripts do. */
    private List<String> secrets() throws IOException {
        var secrets = new ArrayList<String>();
        addTexts(secrets, berth.directory().resolve("secrets"));
        String id =
                Settings.read(new Installation(berth.directory())).orElseThrow().id();
        for (Path root :
                List.of(Path.of("/var/lib/berth", id), berth.directory().resolve("units")))
            if (Files.isDirectory(root)) addTexts(secrets, root);
        secrets.add(berth.quickstart().tenantKey());
        secrets.add(berth.quickstart().operatorKey());
        berth.quickstart()
                .endpoints()
                .forEach(endpoint -> secrets.add(URI.create(endpoint.url())
                        .getPath()
                        .replaceFirst("^/", "")
                        .replaceFirst("^.*_", "")));
        return secrets;
    }

    /** Every file below a folder called secrets. */
    private static void addTexts(List<String> secrets, Path root) throws IOException {
        try (var files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(path -> path.toString().contains("/secrets/"))
                    .toList()) {
                String text = Files.readString(file).strip();
                if (text.length() >= 8) secrets.add(text);
            }
        } catch (UncheckedIOException gone) {
            throw gone.getCause();
        }
    }

    private static Map<String, String> texts(Path bundle) throws IOException {
        var texts = new TreeMap<String, String>();
        try (var zip = new ZipFile(bundle.toFile())) {
            for (var entry : zip.stream().toList())
                texts.put(
                        entry.getName(), new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
        }
        return texts;
    }
}
