package dev.berth.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.installation.Installation;
import dev.berth.cli.installation.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The processes on this machine that are units of one installation, as the machine itself shows them. */
record UnitProcesses(String instance) {
    private static final Pattern SESSION = Pattern.compile("\\) [^ZX] \\d+ \\d+ (\\d+) ");

    static UnitProcesses of(BerthInstallation berth) {
        return new UnitProcesses(
                Settings.read(new Installation(berth.directory())).orElseThrow().id());
    }

    /** A unit's process: the one that leads its session. */
    record Unit(String name, long process) {}

    /** What runs, each by its deterministic name of node, unit and generation; a name twice is a unit that runs twice. */
    List<Unit> running() {
        List<Unit> units = new ArrayList<>();
        ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(UnitProcesses::leadsItsSession)
                .forEach(pid -> unit(pid).ifPresent(name -> units.add(new Unit(name, pid))));
        return units;
    }

    /** The names under which the API says that units run. */
    static List<String> said(BerthInstallation berth) {
        List<String> names = new ArrayList<>();
        for (JsonNode node : berth.operator().list("/nodes", java.util.Map.of(), 500))
            for (JsonNode unit : node.path("units"))
                if (unit.path("state").asText().equals("running"))
                    names.add(nameOf(
                            node.path("id").asText(),
                            unit.path("unit").asText(),
                            unit.path("generation").asInt()));
        return names;
    }

    private static String nameOf(String node, String unit, int generation) {
        return "berth-" + node.replace("-", "") + "-" + unit + "-g" + generation;
    }

    /** A node's own units among those that run. */
    Stream<Unit> ofNode(String node) {
        String beginning = "berth-" + node.replace("-", "") + "-";
        return running().stream().filter(unit -> unit.name().startsWith(beginning));
    }

    private Optional<String> unit(long pid) {
        String mark = "BERTH_UNIT=" + instance + "/";
        return Stream.of(read(pid, "environ").split("\0"))
                .filter(entry -> entry.startsWith(mark))
                .map(entry -> entry.substring(mark.length()))
                .findFirst();
    }

    private static boolean leadsItsSession(long pid) {
        Matcher session = SESSION.matcher(read(pid, "stat"));
        return session.find() && session.group(1).equals(Long.toString(pid));
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
