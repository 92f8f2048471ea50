package dev.berth.control.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.berth.control.node.NodeId;
import dev.berth.control.pool.PoolId;
import dev.berth.host.engine.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans of the bundled templates, compared with src/test/resources/golden; {@code -Dgolden=write} writes them anew. */
class RenderingTest {
    private static final Catalogue CATALOGUE = Catalogue.load();
    private static final NodeId NODE = NodeId.parse("00000000-0000-7000-8000-000000000001");
    private static final PoolId POOL = new PoolId(NODE.value());

    @ParameterizedTest
    @ValueSource(strings = {"ethereum-mainnet", "ethereum-sepolia", "ethereum-hoodi"})
    void gethAndLighthouseShareASecretAndNothingElse(String network) throws IOException {
        assertGolden(
                "ethereum-geth-lighthouse." + network,
                plan("ethereum-geth-lighthouse", network, Map.of(), Optional.empty(), List.of()));
    }

    @Test
    void anvilHasNoBlockTimeUnlessOneIsGiven() throws IOException {
        assertGolden("anvil", plan("anvil", "anvil", Map.of(), Optional.empty(), List.of()));
        NodePlan paced =
                plan("anvil", "anvil", Map.of("blockSeconds", IntNode.valueOf(2)), Optional.empty(), List.of());
        assertThat(paced.units().getFirst().argv()).contains("--block-time=2");
    }

    @Test
    void aDevnetMemberSharesThePoolsNetworkAndSecret() throws IOException {
        assertGolden(
                "ethereum-devnet", plan("ethereum-devnet", "ethereum-devnet", Map.of(), Optional.of(POOL), List.of()));
    }

    @Test
    void theConsensusIsToldOfItsMembersByTheAddressesThatTheHostKnows() throws IOException {
        var members = List.of(peer("ethereum-devnet", "devnet-1", 2), peer("ethereum-devnet", "devnet-2", 3));
        assertGolden(
                "ethereum-devnet-consensus",
                plan("ethereum-devnet-consensus", "ethereum-devnet", Map.of(), Optional.of(POOL), members));
    }

    @Test
    void aLitecoindDialsThePoolsOtherMembers() throws IOException {
        var peers = List.of(peer("litecoin-regtest", "litecoin-1", 2));
        assertGolden(
                "litecoin-regtest", plan("litecoin-regtest", "litecoin-regtest", Map.of(), Optional.of(POOL), peers));
    }

    @Test
    void secretsComeInOnlyWhenTheUnitIsCreated() {
        UnitPlan unit = plan("litecoin-regtest", "litecoin-regtest", Map.of(), Optional.of(POOL), List.of())
                .units()
                .getFirst();
        assertThat(unit.secretNames()).containsExactly("rpcAuth");
        var labels = new Labels("test", "n", "node", 1, "op", 1);
        var spec = unit.spec(labels, Map.of("rpcAuth", "berth:aa$bb"));
        assertThat(spec.files())
                .hasEntrySatisfying(
                        "litecoin.conf",
                        file -> assertThat(file.content().text()).isEqualTo("rpcauth=berth:aa$bb\n"));
        assertThat(spec.secrets()).isEmpty();
        assertThatThrownBy(() -> unit.spec(labels, Map.of())).hasMessageContaining("rpcAuth");
    }

    @Test
    void aPortThatIsNotLeasedIsAnError() {
        TemplateVersion anvil = version("anvil");
        var node = new NodeIdentity(
                NODE, "a", Optional.empty(), 1, "anvil", "small", parameters(anvil, Map.of()), List.of(), List.of());
        assertThatThrownBy(() -> Rendering.plan(anvil, node))
                .hasMessageContaining("node.rpc")
                .hasMessageContaining("not leased");
    }

    @Test
    void textOfAParameterStaysOneArgument() {
        NodePlan plan = plan(
                "ethereum-geth-lighthouse",
                "ethereum-hoodi",
                Map.of("checkpointUrl", TextNode.valueOf("https://example.org/a")),
                Optional.empty(),
                List.of());
        assertThat(plan.units().get(1).argv())
                .contains("--checkpoint-sync-url=https://example.org/a")
                .noneMatch(word -> word.contains("hoodi.ethpandaops"));
    }

    private static NodePlan plan(
            String template,
            String network,
            Map<String, JsonNode> given,
            Optional<PoolId> pool,
            List<NodeIdentity.Peer> peers) {
        TemplateVersion version = version(template);
        String size = version.template().size(null, network).orElseThrow().getKey();
        return Rendering.plan(
                version,
                new NodeIdentity(
                        NODE,
                        template,
                        pool,
                        3,
                        network,
                        size,
                        parameters(version, given),
                        ports(version.template(), 30000),
                        peers));
    }

    private static NodeIdentity.Peer peer(String template, String name, int number) {
        Template recipe = version(template).template();
        var id = NodeId.parse("00000000-0000-7000-8000-00000000000" + number);
        return new NodeIdentity.Peer(id, name, recipe, ports(recipe, 30000 + 100 * number));
    }

    private static List<NodeIdentity.HostPort> ports(Template template, int from) {
        var ports = new ArrayList<NodeIdentity.HostPort>();
        template.units()
                .forEach((unit, rule) -> rule.ports()
                        .forEach((port, portRule) -> ports.add(new NodeIdentity.HostPort(
                                unit,
                                port,
                                portRule.publish() == PortRule.Publish.P2P ? "0.0.0.0" : "127.0.0.1",
                                from + ports.size()))));
        return ports;
    }

    private static Parameters parameters(TemplateVersion version, Map<String, JsonNode> given) {
        return ((ParameterCheck.Accepted) ParameterCheck.of(version.template(), given)).parameters();
    }

    private static TemplateVersion version(String name) {
        return CATALOGUE.templates().stream()
                .filter(version -> version.template().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void assertGolden(String name, NodePlan plan) throws IOException {
        Path file = Path.of("src/test/resources/golden", name + ".txt");
        if ("write".equals(System.getProperty("golden"))) Files.writeString(file, PlanText.of(plan));
        assertThat(PlanText.of(plan)).isEqualTo(Files.readString(file));
    }
}
