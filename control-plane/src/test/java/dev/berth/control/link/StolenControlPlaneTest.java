package dev.berth.control.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.berth.contract.v1.HostWire;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.secret.MasterKey;
import dev.berth.control.template.NodeIdentity;
import dev.berth.control.template.Parameters;
import dev.berth.control.template.Rendering;
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
import dev.berth.host.artifact.ArtifactSpec;
import dev.berth.host.artifact.ArtifactSpec.Needs;
import dev.berth.host.artifact.Content;
import dev.berth.host.artifact.Program;
import dev.berth.host.artifact.Runtime;
import dev.berth.host.engine.Address;
import dev.berth.host.engine.Labels;
import dev.berth.host.engine.Limits;
import dev.berth.host.engine.NetworkName;
import dev.berth.host.engine.NetworkSpec;
import dev.berth.host.engine.Port;
import dev.berth.host.engine.Progress;
import dev.berth.host.engine.Refusal.Reason;
import dev.berth.host.engine.UnitFile;
import dev.berth.host.engine.UnitSpec;
import dev.berth.host.engine.VolumeName;
import dev.berth.host.engine.VolumeSpec;
import dev.berth.host.engine.fake.FakeEngine;
import dev.berth.host.wire.StepWire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody has a control plane's keys for streams, and asks a host for what no approved template makes. The host refuses it. */
class StolenControlPlaneTest {
    private static final HostStep.Order ORDER = new HostStep.Order("op", 7);
    private final PlatformInTest platform = new PlatformInTest();
    private final FakeEngine engine = new FakeEngine(Clock.systemUTC());
    private final NodeId node = new NodeId(UUID.randomUUID());

    @TempDir
    private Path root;

    private GuardedHost host;
    private Approvals approvals;
    private HostWire.Approvals signed;

    @BeforeEach
    void open() {
        var signing = new SignApprovals(
                platform.database, new Templates(), new MasterKey(new byte[32]), HostPortInTest.INSTANCE);
        var config = new HostConfig(
                HostPortInTest.INSTANCE,
                root.resolve("units"),
                root.resolve("cache"),
                new PortRange(20000, 20100),
                "10.200.0.0/16");
        signed = signing.newest();
        approvals = new Approvals(
                root.resolve("approvals"), HexFormat.of().formatHex(signing.publicKey()), HostPortInTest.INSTANCE);
        host = new GuardedHost(new LocalHostAgent(config, engine, Clock.systemUTC()), config, approvals);
        assertThat(approvals.take(signed)).isInstanceOf(Approvals.Outcome.Taken.class);
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private TemplateVersion version(String template) {
        return platform.database
                .asPlatform(tx -> platform.templates.newest(tx, template))
                .orElseThrow()
                .version();
    }

    /** What a control plane of good will asks for. */
    private UnitSpec anvil() {
        TemplateVersion version = version("anvil");
        var values = new HashMap<String, com.fasterxml.jackson.databind.JsonNode>();
        version.template().parameters().forEach((name, rule) -> {
            if (rule.defaultValue() != null) values.put(name, rule.defaultValue());
        });
        var identity = new NodeIdentity(
                node,
                "a",
                Optional.empty(),
                1,
                "anvil",
                "small",
                new Parameters(values),
                List.of(new NodeIdentity.HostPort("node", "rpc", "127.0.0.1", 20001)),
                List.of());
        UnitPlan plan = Rendering.plan(version, identity).units().getFirst();
        return plan.spec(labels(), Map.of());
    }

    private Labels labels() {
        return new Labels(HostPortInTest.INSTANCE, node.toString(), "node", 1, "op", 7);
    }

    private StepOutcome perform(HostStep step) {
        return host.perform(step, Progress.SILENT);
    }

    private void prepare(UnitSpec unit) {
        assertThat(perform(new HostStep.FetchArtifact(ORDER, unit.program()))).isInstanceOf(StepOutcome.Done.class);
        assertThat(perform(new HostStep.CreateVolume(
                        ORDER,
                        new VolumeSpec(
                                unit.volume().orElseThrow(), unit.program().user(), labels()))))
                .isInstanceOf(StepOutcome.Done.class);
        assertThat(perform(
                        new HostStep.CreateNetwork(ORDER, new NetworkSpec(unit.network(), "10.200.3.0/28", labels()))))
                .isInstanceOf(StepOutcome.Done.class);
    }

    private void isRefused(HostStep step, String why) {
        assertThat(perform(step)).isInstanceOfSatisfying(StepOutcome.Refused.class, refused -> {
            assertThat(refused.refusal().reason()).isEqualTo(Reason.POLICY);
            assertThat(refused.refusal().detail()).contains(why);
        });
        assertThat(engine.list()).isEmpty();
    }

    private UnitSpec with(Program program, List<String> argv, Map<String, String> env, Map<String, UnitFile> files) {
        UnitSpec good = anvil();
        return new UnitSpec(
                good.name(),
                good.labels(),
                program,
                argv,
                env,
                good.ports(),
                good.limits(),
                good.volume(),
                files,
                good.secrets(),
                good.network(),
                good.addresses(),
                good.stop(),
                good.processTrusted());
    }

    private HostStep create(UnitSpec unit) {
        return new HostStep.CreateUnit(ORDER, unit);
    }

    @Test
    void whatATemplateMakesIsCarriedOut() {
        prepare(anvil());
        assertThat(perform(create(anvil()))).isEqualTo(new StepOutcome.Done(true, "created"));
    }

    @Test
    void anotherImageOrProgramIsNeitherFetchedNorRun() {
        UnitSpec good = anvil();
        for (ArtifactSpec other : List.of(
                new ArtifactSpec.Oci("docker.io/library/alpine", "3", "sha256:" + "0".repeat(64)),
                new ArtifactSpec.HostProvided("sh", List.of("/bin"), "dash", List.of(), Needs.NONE),
                new ArtifactSpec.Bundled(Map.of("x.mjs", Content.of("evil()")), Needs.NONE),
                new ArtifactSpec.Bundled(Map.of("x", Content.of("")), new Needs(List.of(), List.of("/etc/shadow"))))) {
            var program = new Program(
                    other,
                    good.program().runtime(),
                    good.program().user(),
                    good.program().dataPath());
            isRefused(new HostStep.FetchArtifact(ORDER, program), "of no approved template version");
            isRefused(create(with(program, good.argv(), good.env(), good.files())), "of no approved template version");
        }
    }

    @Test
    void anApprovedArtifactWithAnotherRuntimeUserOrPathIsAnotherProgram() {
        Program good = anvil().program();
        for (Program other : List.of(
                new Program(good.artifact(), new Runtime.Native(), good.user(), good.dataPath()),
                new Program(
                        good.artifact(),
                        good.runtime(),
                        dev.berth.host.artifact.UnitUser.parse("1000:1000"),
                        good.dataPath()),
                new Program(good.artifact(), good.runtime(), good.user(), Optional.of("/etc"))))
            isRefused(new HostStep.FetchArtifact(ORDER, other), "of no approved template version");
    }

    @Test
    void argumentsOfOnesOwnAreRefused() {
        UnitSpec good = anvil();
        var evaluated = new ArrayList<>(good.argv());
        evaluated.add(1, "--eval=require('child_process')");
        var shell = List.of("{runtime}", "-e", "process.exit()");
        var shuffled = new ArrayList<>(good.argv().reversed());
        var parameter = new ArrayList<>(good.argv());
        parameter.replaceAll(word -> word.startsWith("--accounts=") ? "--accounts=10 --host=0.0.0.0" : word);
        for (List<String> argv : List.of(evaluated, shell, shuffled, parameter))
            isRefused(create(with(good.program(), argv, good.env(), good.files())), "arguments");
        isRefused(
                create(with(good.program(), good.argv(), Map.of("NODE_OPTIONS", "--require=/x"), good.files())),
                "environment");
    }

    @Test
    void filesAreThoseOfTheTemplateAndStaySo() {
        UnitSpec good = anvil();
        var evil = Map.of("anvil.mjs", new UnitFile(Content.of("evil()"), false, false));
        isRefused(create(with(good.program(), good.argv(), good.env(), evil)), "content of file anvil.mjs");
        isRefused(new HostStep.WriteFiles(ORDER, good.name(), evil, Map.of()), "expected: members.json");
        isRefused(
                new HostStep.WriteFiles(
                        ORDER,
                        good.name(),
                        Map.of(UnitSpec.MEMBERS_FILE, new UnitFile(Content.of("#!/bin/sh"), false, false)),
                        Map.of()),
                "members.json");
    }

    @Test
    void portsLimitsVolumesAndNetworksStayWithinWhatTheHostGives() {
        UnitSpec good = anvil();
        Port rpc = good.ports().getFirst();
        var outside = new Port("rpc", 8545, rpc.transport(), rpc.publish(), "127.0.0.1", 22000);
        var open = new Port("rpc", 8545, rpc.transport(), Port.Publish.P2P, "0.0.0.0", 20001);
        var greedy = new Limits(1000, 1 << 30, 1_000_000, 4096, 0);
        isRefused(create(shaped(good, outside, good.limits(), good.volume())), "host port 22000");
        isRefused(create(shaped(good, open, good.limits(), good.volume())), "ports");
        isRefused(create(shaped(good, rpc, greedy, good.volume())), "limits");
        var withGpu = new Limits(1000, 1 << 30, 10, 10, 1);
        isRefused(create(shaped(good, rpc, withGpu, good.volume())), "limits");
        isRefused(
                create(shaped(good, rpc, good.limits(), Optional.of(new VolumeName("berth-someone-else")))),
                "volume berth-someone-else");
        isRefused(
                new HostStep.CreateNetwork(
                        ORDER, new NetworkSpec(new NetworkName("berth-x"), "192.168.0.0/16", labels())),
                "subnet 192.168.0.0/16");
        isRefused(
                new HostStep.CreateVolume(
                        ORDER,
                        new VolumeSpec(
                                new VolumeName("berth-x"),
                                good.program().user(),
                                new Labels("another", node.toString(), "node", 1, "op", 7))),
                "labels of platform another");
    }

    private static UnitSpec shaped(UnitSpec good, Port port, Limits limits, Optional<VolumeName> volume) {
        return new UnitSpec(
                good.name(),
                good.labels(),
                good.program(),
                good.argv(),
                good.env(),
                List.of(port),
                limits,
                volume,
                good.files(),
                good.secrets(),
                good.network(),
                Map.of("el", new Address("node-el", 1, 2)),
                good.stop(),
                good.processTrusted());
    }

    /** The stream has no words for them: a field that nobody knows is not read, and a step without a verb is none. */
    @Test
    void aPrivilegedContainerABindOfTheRootOrACommandInAUnitCannotBeSaid() throws Exception {
        var good = StepWire.to(create(anvil()));
        var bind = UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8("/:/host:rw"))
                .build();
        var privileged = UnknownFieldSet.Field.newBuilder().addVarint(1).build();
        var smuggled = HostWire.Step.parseFrom(good.toBuilder()
                .setCreateUnit(good.getCreateUnit().toBuilder()
                        .setUnknownFields(UnknownFieldSet.newBuilder()
                                .addField(100, privileged)
                                .addField(101, bind)
                                .build()))
                .build()
                .toByteArray());
        assertThat(StepWire.from(smuggled)).isEqualTo(create(anvil()));
        var exec = HostWire.Step.newBuilder()
                .setEpoch(7)
                .setUnknownFields(
                        UnknownFieldSet.newBuilder().addField(50, bind).build())
                .build();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> StepWire.from(exec))
                .hasMessageContaining("without a verb that is known here");
        Set<String> verbs = Set.of(HostWire.Step.KindCase.values()).stream()
                .map(Enum::name)
                .collect(java.util.stream.Collectors.toSet());
        assertThat(verbs).noneMatch(verb -> verb.contains("EXEC") || verb.contains("COMMAND"));
    }

    @Test
    void approvalsOfAnotherSignerOrAnOlderOnesAreNotTaken() throws Exception {
        var thief = new SignApprovals(
                platform.database,
                new Templates(),
                new MasterKey(new byte[] {
                    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
                    28, 29, 30, 31, 32
                }),
                HostPortInTest.INSTANCE);
        assertThat(approvals.take(thief.newest()))
                .isEqualTo(new Approvals.Outcome.Refused("the approval key did not sign it"));
        HostWire.Approvals older = signed;
        platform.database.doAsPlatform(
                tx -> tx.execute("update template_version set approved = false where template = 'anvil'"));
        var signing = new SignApprovals(
                platform.database, new Templates(), new MasterKey(new byte[32]), HostPortInTest.INSTANCE);
        assertThat(approvals.take(signing.newest())).isInstanceOf(Approvals.Outcome.Taken.class);
        isRefused(create(anvil()), "of no approved template version");
        assertThat(approvals.take(older)).isInstanceOf(Approvals.Outcome.Refused.class);
        assertThat(Files.exists(root.resolve("approvals"))).isTrue();
        isRefused(create(anvil()), "of no approved template version");
    }
}
