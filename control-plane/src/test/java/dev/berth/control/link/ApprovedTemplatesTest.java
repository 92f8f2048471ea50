package dev.berth.control.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.pool.PoolId;
import dev.berth.control.secret.MasterKey;
import dev.berth.control.template.NodeIdentity;
import dev.berth.control.template.NodePlan;
import dev.berth.control.template.Parameter;
import dev.berth.control.template.Parameters;
import dev.berth.control.template.Rendering;
import dev.berth.control.template.Template;
import dev.berth.control.template.TemplateVersion;
import dev.berth.control.template.Templates;
import dev.berth.control.template.UnitPlan;
import dev.berth.host.agent.HostConfig;
import dev.berth.host.agent.HostReport.PortRange;
import dev.berth.host.agent.HostStep;
import dev.berth.host.agent.LocalHostAgent;
import dev.berth.host.agent.StepOutcome;
import dev.berth.host.approval.Approvals;
import dev.berth.host.approval.GuardedHost;
import dev.berth.host.engine.Labels;
import dev.berth.host.engine.Progress;
import dev.berth.host.engine.Refusal;
import dev.berth.host.engine.fake.FakeEngine;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever an approved template makes of a node is within what hosts are told that it may make. */
class ApprovedTemplatesTest {
    private static final HostStep.Order ORDER = new HostStep.Order("op", 7);

    @TempDir
    private Path root;

    @Test
    void noUnitOfAnyTemplateIsRefusedOnAHost() {
        try (var platform = new PlatformInTest()) {
            GuardedHost host = host(platform);
            List<TemplateVersion> versions = platform.database.asPlatform(platform.templates::approved).stream()
                    .map(stored -> stored.version())
                    .toList();
            assertThat(versions).isNotEmpty();
            for (TemplateVersion version : versions)
                for (String network : version.template().networks().keySet())
                    for (boolean chosen : List.of(false, true))
                        for (UnitPlan unit :
                                plan(version, network, chosen, versions).units()) isNotRefused(host, unit);
        }
    }

    private GuardedHost host(PlatformInTest platform) {
        var signing = new SignApprovals(
                platform.database, new Templates(), new MasterKey(new byte[32]), HostPortInTest.INSTANCE);
        var config = new HostConfig(
                HostPortInTest.INSTANCE,
                root.resolve("units"),
                root.resolve("cache"),
                new PortRange(20000, 20100),
                "10.200.0.0/16");
        var agent = new LocalHostAgent(config, new FakeEngine(Clock.systemUTC()), Clock.systemUTC());
        var approvals = new Approvals(
                root.resolve("approvals"), HexFormat.of().formatHex(signing.publicKey()), HostPortInTest.INSTANCE);
        assertThat(approvals.take(signing.newest())).isInstanceOf(Approvals.Outcome.Taken.class);
        return new GuardedHost(agent, config, approvals);
    }

    private static void isNotRefused(GuardedHost host, UnitPlan unit) {
        Map<String, String> secrets =
                unit.secretNames().stream().collect(Collectors.toMap(name -> name, _ -> "berth:aa$bb"));
        var labels = new Labels(HostPortInTest.INSTANCE, "n", unit.name().unit(), 1, "op", 7);
        StepOutcome outcome = host.perform(new HostStep.CreateUnit(ORDER, unit.spec(labels, secrets)), Progress.SILENT);
        // Its volume is not there, which the engine says and not the approvals.
        Refusal refusal = ((StepOutcome.Refused) outcome).refusal();
        assertThat(refusal.reason()).as(refusal.detail()).isEqualTo(Refusal.Reason.ABSENT);
    }

    private static NodePlan plan(TemplateVersion version, String network, boolean chosen, List<TemplateVersion> all) {
        Template template = version.template();
        var peers = new ArrayList<NodeIdentity.Peer>();
        for (TemplateVersion other : all) {
            boolean isMember = template.role() == Template.Role.DRIVER
                    ? other.template().driver() != null
                            && other.template().driver().template().equals(template.name())
                    : other.equals(version);
            if (isMember)
                for (String name : List.of("first", "second"))
                    peers.add(new NodeIdentity.Peer(
                            new NodeId(UUID.randomUUID()), name, other.template(), ports(other.template())));
        }
        return Rendering.plan(
                version,
                new NodeIdentity(
                        new NodeId(UUID.randomUUID()),
                        "a",
                        Optional.of(new PoolId(UUID.randomUUID())),
                        1,
                        network,
                        template.size(null, network).orElseThrow().getKey(),
                        parameters(template, chosen),
                        ports(template),
                        peers));
    }

    private static List<NodeIdentity.HostPort> ports(Template template) {
        var ports = new ArrayList<NodeIdentity.HostPort>();
        template.units()
                .forEach((unit, rule) -> rule.ports()
                        .keySet()
                        .forEach(port ->
                                ports.add(new NodeIdentity.HostPort(unit, port, "127.0.0.1", 20000 + ports.size()))));
        return ports;
    }

    /** As they are when nothing is said, or each as somebody might choose it. */
    private static Parameters parameters(Template template, boolean chosen) {
        var values = new HashMap<String, JsonNode>();
        template.parameters().forEach((name, rule) -> values.put(name, value(rule, chosen)));
        return new Parameters(values);
    }

    private static JsonNode value(Parameter rule, boolean chosen) {
        @Nullable JsonNode otherwise = rule.defaultValue();
        if (!chosen && otherwise != null) return otherwise;
        return switch (rule) {
            case Parameter.WholeNumber number -> LongNode.valueOf(number.max());
            case Parameter.Flag _ -> BooleanNode.TRUE;
            case Parameter.Choice choice -> TextNode.valueOf(choice.values().getLast());
            case Parameter.Text text -> {
                JsonNode url = TextNode.valueOf("https://example.org/a");
                yield text.accepts(url) ? url : otherwise == null ? NullNode.instance : otherwise;
            }
        };
    }
}
