package dev.berth.host.engine;

import dev.berth.host.artifact.Content;
import dev.berth.host.artifact.Program;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One generation of one unit, as every engine understands it. What a template leaves to the host is still a placeholder in
 * {@code argv}, {@code env} and rendered files: <code>{artifact} {runtime} {data} {files} {secrets} {members} {bind}
 * {port.NAME} {address.NAME}</code>; see {@link Placeholders}.
 *
 * @param addresses what <code>{address.NAME}</code> stands for; NAME may have dots, such as {@code el.http}
 * @param secrets delivered, owned by the unit's user and with mode 0400, as <code>{secrets}/NAME</code>, if argv or env names them
 * @param processTrusted the template may run on the process engine, which isolates nothing
 */
public record UnitSpec(
        UnitName name,
        Labels labels,
        Program program,
        List<String> argv,
        Map<String, String> env,
        List<Port> ports,
        Limits limits,
        Optional<VolumeName> volume,
        Map<String, UnitFile> files,
        Map<String, Content> secrets,
        NetworkName network,
        Map<String, Address> addresses,
        StopBudget stop,
        boolean processTrusted) {

    /** The file that <code>{members}</code> names, below <code>{files}</code>. */
    public static final String MEMBERS_FILE = "members.json";

    public UnitSpec {
        argv = List.copyOf(argv);
        env = Map.copyOf(env);
        ports = List.copyOf(ports);
        files = Map.copyOf(files);
        secrets = Map.copyOf(secrets);
        addresses = Map.copyOf(addresses);
        if (argv.isEmpty()) throw new IllegalArgumentException("argv: empty (expected: the program first)");
        if (volume.isPresent() != program.dataPath().isPresent())
            throw new IllegalArgumentException(
                    "volume: " + volume + ", data path: " + program.dataPath() + " (expected: both or none)");
        for (String file : files.keySet()) plain("file", file);
        for (String secret : secrets.keySet()) plain("secret", secret);
    }

    private static void plain(String what, String name) {
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*"))
            throw new IllegalArgumentException(what + ": " + name + " (expected: a plain file name)");
    }
}
