package dev.berth.control.template;

import static dev.berth.control.node.PlatformInTest.order;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.fleet.EnrolHost;
import dev.berth.control.fleet.Host;
import dev.berth.control.fleet.HostId;
import dev.berth.control.fleet.Hosts;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.tenant.TenantId;
import dev.berth.host.agent.HostConfig;
import dev.berth.host.agent.HostReport.PortRange;
import dev.berth.host.agent.LocalHostAgent;
import dev.berth.host.artifact.Content;
import dev.berth.host.engine.fake.FakeEngine;
import dev.berth.host.gpu.Gpu;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of a graphics processor from a template to what a host is asked for. This machine has none: hosts are scripted. */
class GpuTemplateTest {
    private final PlatformInTest platform = new PlatformInTest();

    @TempDir
    private Path root;

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void aTemplateThatWantsThemIsPlacedWhereTheyAreAndItsUnitsMayHaveThemAndNoMore() {
        TemplateVersion prover = storeWithOneGpu("anvil");
        HostId host = enrolled(gpu(1), gpu(2), gpu(3).withheld("it is broken"));
        TenantId acme = platform.tenant("acme", true, "automatic", 10);
        assertThat(found(host).allocatable().gpu()).isEqualTo(2);

        for (String name : List.of("a", "b"))
            assertThat(platform.createNode.create(order(acme, name, "anvil", Map.of())))
                    .isInstanceOf(CreateNode.Outcome.Accepted.class);
        assertThat(((CreateNode.Outcome.Refused) platform.createNode.create(order(acme, "c", "anvil", Map.of())))
                        .refusal()
                        .message())
                .isEqualTo("with-gpus: 1 GPU short");
        assertThat(found(host).reserved().gpu()).isEqualTo(2);

        assertThat(requireNonNull(prover.template().sizes().get("small"))
                        .total()
                        .gpu())
                .isOne();
        assertThat(ApprovedUnits.of(prover))
                .singleElement()
                .satisfies(unit -> assertThat(unit.getGpus()).isOne());
    }

    /** Stores a template that is like this one, and wants a graphics processor. */
    private TemplateVersion storeWithOneGpu(String name) {
        TemplateFolders.Contents all = TemplateFolders.fromClasspath();
        var changed = new TemplateFolders.Contents(
                all.templates().stream()
                        .map(folder -> folder.name().equals(name) ? withOneGpu(folder) : folder)
                        .toList(),
                all.networks(),
                all.methods(),
                all.prices());
        Catalogue catalogue = Catalogue.check(changed);
        assertThat(catalogue.findings()).isEmpty();
        StoreCatalogue.run(platform.database, catalogue);
        return catalogue.templates().stream()
                .filter(version -> version.template().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static TemplateFolders.Folder withOneGpu(TemplateFolders.Folder folder) {
        ObjectNode definition = folder.definition().deepCopy();
        definition.put("processEngine", "no");
        ((ObjectNode) definition.at("/sizes/small/units/node")).put("gpu", 1);
        var files = new TreeMap<>(folder.files());
        files.put("template.yaml", Content.of(definition.toString()));
        return new TemplateFolders.Folder(folder.name(), files);
    }

    private HostId enrolled(Gpu... gpus) {
        var engine = new FakeEngine(Clock.systemUTC());
        engine.script().gpus(gpus);
        var config =
                new HostConfig("in-test", root, root.resolve("cache"), new PortRange(30_000, 30_999), "10.77.0.0/16");
        try (var agent = new LocalHostAgent(config, engine, Clock.systemUTC())) {
            return platform.database.asPlatform(tx -> EnrolHost.run(tx, "with-gpus", agent.describe()));
        }
    }

    private Host found(HostId host) {
        return platform.database.asPlatform(tx -> Hosts.find(tx, host)).orElseThrow();
    }

    private static Gpu gpu(int number) {
        return new Gpu("0000:0" + number + ":00.0", "NVIDIA A100", Optional.of("GPU-" + number), Optional.empty());
    }
}
