package dev.berth.cli.local;

import dev.berth.cli.installation.Ports;
import dev.berth.cli.installation.Settings;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Looks at this machine with the eyes of Berth. */
public final class Checkup {
    private static final long LEAST_DISK_BYTES = 2L << 30;

    private final LocalBerth berth;

    public Checkup(LocalBerth berth) {
        this.berth = berth;
    }

    /**
     * One thing that Berth needs or can use.
     *
     * @param remedy what to do about it; empty when it is met
     */
    public record Finding(String what, boolean required, boolean met, String found, String remedy) {
        static Finding of(String what, boolean required, boolean met, String found, String remedy) {
            return new Finding(what, required, met, found, met ? "" : remedy);
        }
    }

    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.of(
                "Java", true, Runtime.version().feature() >= 25, "" + Runtime.version(), "install a JDK 25"));
        findings.add(program("mvn", true, "builds Berth", "apt-get install maven"));
        findings.add(program("setsid", true, "starts processes", "apt-get install util-linux"));
        findings.add(program("node", false, "runs EthereumJS nodes", "apt-get install nodejs"));
        findings.add(program("npm", false, "brings nodes' programs", "apt-get install npm"));
        findings.add(program("litecoind", false, "the litecoin-regtest pool", "apt-get install litecoind"));
        findings.add(docker());
        findings.add(userNamespace());
        findings.add(disk());
        if (berth.running().isEmpty()) {
            var settings = Settings.read(berth.installation());
            findings.add(port("API", settings.map(Settings::apiPort).orElse(Settings.DEFAULT_API_PORT), "--api-port"));
            findings.add(
                    port("endpoints", settings.map(Settings::rpcPort).orElse(Settings.DEFAULT_RPC_PORT), "--rpc-port"));
        }
        return findings;
    }

    private Finding program(String name, boolean required, String purpose, String remedy) {
        Optional<Path> found = onPath(name);
        return Finding.of(
                name + ": " + purpose,
                required,
                found.isPresent(),
                found.map(Path::toString).orElse("absent"),
                remedy);
    }

    private static Finding docker() {
        Path socket = Path.of("/var/run/docker.sock");
        boolean there = Files.isWritable(socket);
        return Finding.of(
                "Docker engine: isolates nodes",
                false,
                there,
                there ? socket.toString() : "none at " + socket + ": nodes run as processes",
                "apt-get install docker.io, and start it");
    }

    private static Finding userNamespace() {
        if (!LocalBerth.isRoot()) {
            return Finding.of("PostgreSQL", true, true, "runs as this user", "");
        }
        boolean works = succeeds("unshare", "--user", "true");
        return Finding.of(
                "PostgreSQL: refuses root, needs a user namespace",
                true,
                works,
                works ? "unshare --user works" : "unshare --user fails",
                "run Berth as another user, or set BERTH_DATABASE_URL");
    }

    private Finding disk() {
        Path place = nearestThatExists(berth.installation().directory());
        try {
            FileStore store = Files.getFileStore(place);
            long free = store.getUsableSpace();
            return Finding.of(
                    "disk", true, free >= LEAST_DISK_BYTES, (free >> 30) + " GiB free", "free 2 GiB at " + place);
        } catch (IOException e) {
            return Finding.of("disk", true, false, String.valueOf(e.getMessage()), "look at " + place);
        }
    }

    private static Path nearestThatExists(Path wanted) {
        Path parent = wanted.getParent();
        return Files.exists(wanted) || parent == null ? wanted : nearestThatExists(parent);
    }

    private static Finding port(String purpose, int port, String flag) {
        boolean free = Ports.isFree(port);
        return Finding.of(
                "port " + port + ": " + purpose, true, free, free ? "free" : "taken", "berth up " + flag + " PORT");
    }

    private Optional<Path> onPath(String program) {
        return Pattern.compile(":")
                .splitAsStream(berth.environment().getOrDefault("PATH", ""))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
