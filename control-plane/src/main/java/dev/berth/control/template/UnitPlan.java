package dev.berth.control.template;

import dev.berth.host.artifact.Content;
import dev.berth.host.artifact.Program;
import dev.berth.host.artifact.UnitUser;
import dev.berth.host.engine.Address;
import dev.berth.host.engine.Labels;
import dev.berth.host.engine.Limits;
import dev.berth.host.engine.NetworkName;
import dev.berth.host.engine.Port;
import dev.berth.host.engine.StopBudget;
import dev.berth.host.engine.UnitFile;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitSpec;
import dev.berth.host.engine.VolumeName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One unit of one generation of a node, without any secret: those come in when the unit is created.
 *
 * @param secretNames the secrets that must be known to create it; {@code delivered} of them as files
 */
public record UnitPlan(
        UnitName name,
        Program program,
        List<String> argv,
        Map<String, String> env,
        List<Port> ports,
        Limits limits,
        Optional<Volume> volume,
        Map<String, UnitFile> files,
        SortedSet<String> secretNames,
        SortedSet<String> delivered,
        NetworkName network,
        Map<String, Address> addresses,
        StopBudget stop,
        boolean processTrusted) {
    static final Pattern SECRET_VALUE = Pattern.compile("\\{secretValue\\.([A-Za-z][A-Za-z0-9_-]*)}");

    /** A volume, and the user who owns what is in it. */
    public record Volume(VolumeName name, UnitUser owner) {}

    public UnitPlan {
        argv = List.copyOf(argv);
        env = Ordered.copyOf(env);
        ports = List.copyOf(ports);
        files = Ordered.copyOf(files);
        addresses = Ordered.copyOf(addresses);
    }

    /** What a host is asked to create; {@code secrets} has the text of each of {@link #secretNames}. */
    public UnitSpec spec(Labels labels, Map<String, String> secrets) {
        var deliver = new TreeMap<String, Content>();
        delivered.forEach(secret -> deliver.put(secret, Content.of(text(secret, secrets))));
        var rendered = new LinkedHashMap<String, UnitFile>();
        files.forEach((file, content) -> rendered.put(file, content.secret() ? reveal(content, secrets) : content));
        return new UnitSpec(
                name,
                labels,
                program,
                argv,
                env,
                ports,
                limits,
                volume.map(Volume::name),
                rendered,
                deliver,
                network,
                addresses,
                stop,
                processTrusted);
    }

    private static UnitFile reveal(UnitFile file, Map<String, String> secrets) {
        String text = SECRET_VALUE
                .matcher(file.content().text())
                .replaceAll(match -> Matcher.quoteReplacement(text(match.group(1), secrets)));
        return new UnitFile(Content.of(text), file.rendered(), true);
    }

    private static String text(String name, Map<String, String> secrets) {
        String text = secrets.get(name);
        if (text == null)
            throw new IllegalArgumentException("secret " + name + ": absent (expected: made before the unit)");
        return text;
    }
}
