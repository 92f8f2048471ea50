package dev.berth.cli.support;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.client.ApiProblem;
import dev.berth.cli.client.ApiUnreachable;
import dev.berth.cli.client.BerthApi;
import dev.berth.cli.installation.Installation;
import dev.berth.cli.installation.Json;
import dev.berth.cli.installation.Quickstart;
import dev.berth.cli.installation.Settings;
import dev.berth.cli.local.Checkup;
import dev.berth.cli.local.LocalBerth;
import dev.berth.cli.supervisor.SupervisorStatus;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Puts into one archive what tells how an installation is: versions, settings, the doctor's report, the ends of logs, and what the API
 * says. What cannot be had is named in it; secrets are taken out of every text.
 */
public final class SupportBundle {
    private static final int LOG_BYTES = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What the API lists without a secret, and how much of it. */
    private static final Map<String, Integer> LISTS = Map.of(
            "/hosts", 1_000,
            "/nodes", 5_000,
            "/pools", 1_000,
            "/proxies", 1_000,
            "/operations", 500,
            "/events", 2_000,
            "/leases", 2_000,
            "/requests", 500,
            "/templates", 500,
            "/webhooks", 500);

    private final LocalBerth berth;
    private final Redaction redaction;
    private final List<String> problems = new ArrayList<>();

    public SupportBundle(LocalBerth berth) {
        this.berth = berth;
        this.redaction = new Redaction(secrets(berth.installation()));
    }

    /** Writes it, for its owner alone; what could not be had. */
    public List<String> into(Path file, BerthApi api) {
        try (FileChannel channel = FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                var zip = new ZipOutputStream(Channels.newOutputStream(channel))) {
            add(zip, "versions.json", this::versions);
            add(zip, "settings.json", this::settings);
            add(zip, "doctor.json", () -> Json.write(new Checkup(berth).findings()));
            add(
                    zip,
                    "processes.json",
                    () -> SupervisorStatus.read(berth.installation())
                            .map(Json::write)
                            .orElse("{}"));
            for (Path log : logs()) add(zip, "logs/" + log.getFileName(), () -> end(log));
            for (Map.Entry<String, Integer> list : new TreeMap<>(LISTS).entrySet())
                add(
                        zip,
                        "api" + list.getKey() + ".json",
                        () -> Json.write(api.list(list.getKey(), Map.of(), list.getValue())));
            add(zip, "metrics/control-plane.txt", api::metrics);
            Settings.read(berth.installation())
                    .ifPresent(settings -> add(zip, "metrics/proxy.txt", () -> get(settings.metricsUrl())));
            List<String> missing = List.copyOf(problems);
            add(zip, "missing.txt", () -> String.join("\n", missing) + "\n");
            return missing;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private void add(ZipOutputStream zip, String name, Supplier<String> text) {
        String said;
        try {
            said = text.get();
        } catch (ApiProblem | ApiUnreachable | UncheckedIOException e) {
            problems.add(name + ": " + redaction.of(String.valueOf(e.getMessage())));
            return;
        }
        try {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(redaction.of(said).getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String versions() {
        ObjectNode versions = Json.object()
                .put("java", Runtime.version().toString())
                .put(
                        "system",
                        System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                                + System.getProperty("os.arch"))
                .put("processors", Runtime.getRuntime().availableProcessors());
        versions.set("programs", Json.MAPPER.valueToTree(programs()));
        return Json.write(versions);
    }

    /** Berth's own jars, and those of others, by module. */
    private Map<String, List<String>> programs() {
        var programs = new TreeMap<String, List<String>>();
        for (String module : List.of("cli", "control-plane", "proxy")) {
            Path libraries = berth.home().libraries(module);
            if (!Files.isDirectory(libraries)) continue;
            try (var files = Files.list(libraries)) {
                programs.put(
                        module,
                        files.map(file -> file.getFileName().toString())
                                .sorted()
                                .toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return programs;
    }

    /** What was chosen, and what of Berth is in the environment, without the values of what is named like a secret. */
    private String settings() {
        ObjectNode settings = Json.object();
        Settings.read(berth.installation())
                .ifPresent(chosen -> settings.set("installation", Json.MAPPER.valueToTree(chosen)));
        ObjectNode environment = settings.putObject("environment");
        new TreeMap<>(berth.environment()).forEach((name, value) -> {
            boolean secret = name.matches(".*(KEY|TOKEN|SECRET|PASSWORD|PASSPHRASE)");
            if (name.startsWith("BERTH_")) environment.put(name, secret ? "[redacted]" : value);
        });
        return Json.write(settings);
    }

    private List<Path> logs() throws IOException {
        try (var files = Files.list(berth.installation().logs())) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static String end(Path log) {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - LOG_BYTES);
            file.seek(from);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String get(String url) {
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            var request =
                    HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(url + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** All texts of the installation's secret files, and the keys that scripts are told of. */
    private static List<String> secrets(Installation installation) {
        var secrets = new ArrayList<String>();
        try (var files = Files.list(installation.secrets())) {
            for (Path file : files.toList()) secrets.add(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Quickstart.read(installation)
                .ifPresent(known -> secrets.addAll(List.of(known.operatorKey(), known.tenantKey())));
        return secrets;
    }
}
