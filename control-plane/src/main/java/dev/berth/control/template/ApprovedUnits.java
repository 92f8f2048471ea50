package dev.berth.control.template;

import com.google.protobuf.ByteString;
import dev.berth.contract.v1.HostWire;
import dev.berth.contract.v1.HostWire.ApprovedFile;
import dev.berth.contract.v1.HostWire.ApprovedPort;
import dev.berth.contract.v1.HostWire.ApprovedUnit;
import dev.berth.contract.v1.HostWire.Words;
import dev.berth.host.artifact.Content;
import dev.berth.host.engine.UnitSpec;
import dev.berth.host.wire.ProgramWire;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that the units of a template version can be on a host, whatever node they belong to: what hosts hold a unit against.
 * What {@link Rendering} makes is always within it. Pure.
 */
public final class ApprovedUnits {
    private static final Pattern SLOT =
            Pattern.compile("\\{(param|network|secretValue)\\.([A-Za-z0-9_-]+)}|\\{(peer)}");
    private static final String ADDRESS = "\\{address\\.[A-Za-z0-9._-]+}";
    private static final String SECRET = "[^\\p{Cntrl}]*";

    private final TemplateVersion version;
    private final Template template;

    private ApprovedUnits(TemplateVersion version) {
        this.version = version;
        this.template = version.template();
    }

    public static List<ApprovedUnit> of(TemplateVersion version) {
        var approved = new ApprovedUnits(version);
        return version.template().units().entrySet().stream()
                .map(unit -> approved.unit(unit.getKey(), unit.getValue()))
                .toList();
    }

    private ApprovedUnit unit(String name, UnitRule rule) {
        List<String> words = rule.argv().stream()
                .flatMap(item -> switch (item) {
                    case ArgvItem.Always(var always) -> always.stream();
                    case ArgvItem.WhenSet when -> Stream.concat(when.argv().stream(), when.otherwise().stream());
                    case ArgvItem.ForEachPeer each -> each.argv().stream();
                })
                .toList();
        return ApprovedUnit.newBuilder()
                .setTemplate(template.name())
                .setVersion(version.hash().value())
                .setUnit(name)
                .setProgramSha256(ByteString.copyFrom(
                        HexFormat.of().parseHex(ProgramWire.sha256(Rendering.program(rule, version)))))
                .addAllArgv(rule.argv().stream().map(this::argv).toList())
                .putAllEnv(patterns(rule.env()))
                .addAllPorts(rule.ports().entrySet().stream()
                        .map(port -> port(port.getKey(), port.getValue()))
                        .toList())
                .setPids(rule.limits().pids())
                .setOpenFiles(rule.limits().openFiles())
                .setGpus(gpus(name))
                .putAllFiles(files(words, rule))
                .addAllSecrets(Wording.named("secrets", words, rule.env().values()))
                .setProcessTrusted(template.processEngine() == Template.ProcessEngine.TRUSTED)
                .build();
    }

    private int gpus(String unit) {
        return template.sizes().values().stream()
                .flatMap(size -> Stream.ofNullable(size.units().get(unit)))
                .mapToInt(Size.Share::gpu)
                .max()
                .orElse(0);
    }

    private HostWire.ApprovedWords argv(ArgvItem item) {
        var words = HostWire.ApprovedWords.newBuilder();
        return switch (item) {
            case ArgvItem.Always(var always) ->
                words.addAlternatives(words(always)).build();
            case ArgvItem.WhenSet when ->
                words.addAlternatives(words(when.argv()))
                        .addAlternatives(words(when.otherwise()))
                        .build();
            case ArgvItem.ForEachPeer each ->
                words.addAlternatives(words(each.argv())).setRepeated(true).build();
        };
    }

    private Words words(List<String> words) {
        return Words.newBuilder()
                .addAllPatterns(words.stream().map(this::pattern).toList())
                .build();
    }

    private Map<String, String> patterns(Map<String, String> texts) {
        return texts.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, text -> pattern(text.getValue())));
    }

    private Map<String, ApprovedFile> files(List<String> words, UnitRule rule) {
        var files = Wording.named("files", words, rule.env().values()).stream()
                .collect(Collectors.toMap(name -> name, this::file));
        if (words.stream().anyMatch(word -> word.contains("{members}")))
            files.put(
                    UnitSpec.MEMBERS_FILE,
                    ApprovedFile.newBuilder().setMembers(true).build());
        return files;
    }

    private ApprovedFile file(String name) {
        FileRule rule = template.files().get(name);
        if (rule == null) throw new IllegalStateException("file " + name + " of " + template.name() + ": not declared");
        String text = version.file(rule.source())
                .map(Content::text)
                .orElseThrow(() -> new IllegalStateException(
                        "file " + rule.source() + " of " + template.name() + ": not in its folder"));
        return ApprovedFile.newBuilder()
                .setPattern(rule.rendered() || rule.secret() ? pattern(text) : Pattern.quote(text))
                .setSecret(rule.secret())
                .build();
    }

    private static ApprovedPort port(String name, PortRule rule) {
        return ApprovedPort.newBuilder()
                .setName(name)
                .setContainer(rule.container())
                .setTransport(rule.protocol() == PortRule.Protocol.UDP ? "UDP" : "TCP")
                .setPublish(rule.publish().name().toUpperCase(Locale.ROOT))
                .build();
    }

    /** The text as a regular expression: what differs from node to node is what its parameter, or network, allows. */
    private String pattern(String text) {
        var pattern = new StringBuilder();
        int from = 0;
        Matcher slot = SLOT.matcher(text);
        while (slot.find()) {
            literal(pattern, text.substring(from, slot.start()));
            pattern.append(slot.group(3) != null ? ADDRESS : slot(slot.group(1), slot.group(2)));
            from = slot.end();
        }
        literal(pattern, text.substring(from));
        return pattern.toString();
    }

    private static void literal(StringBuilder pattern, String text) {
        if (!text.isEmpty()) pattern.append(Pattern.quote(text));
    }

    private String slot(String kind, String name) {
        return switch (kind) {
            case "param" -> "(?:" + parameter(name) + ")";
            case "network" ->
                template.networks().values().stream()
                        .map(constants -> constants.get(name))
                        .filter(Objects::nonNull)
                        .distinct()
                        .map(Pattern::quote)
                        .collect(Collectors.joining("|", "(?:", ")"));
            default -> SECRET;
        };
    }

    private String parameter(String name) {
        return switch (template.parameters().get(name)) {
            case null ->
                throw new IllegalStateException("parameter " + name + " of " + template.name() + ": not declared");
            case Parameter.WholeNumber _ -> "-?[0-9]{1,19}";
            case Parameter.Flag _ -> "true|false";
            case Parameter.Choice choice ->
                choice.values().stream().map(Pattern::quote).collect(Collectors.joining("|"));
            case Parameter.Text text -> withoutAnchors(text.pattern());
        };
    }

    /** A parameter's value is matched as a whole, with anchors or without; here it is a part of a word. */
    private static String withoutAnchors(String pattern) {
        return pattern.replaceFirst("^\\^", "").replaceFirst("(?<!\\\\)\\$$", "");
    }
}
