package dev.berth.control.template;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.database.DatabaseLogin;
import dev.berth.host.artifact.Content;
import dev.berth.migrations.MigratedDatabase;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private static final Catalogue CATALOGUE = Catalogue.load();

    @Test
    void whatWeShipHasNoFinding() {
        assertThat(CATALOGUE.findings()).isEmpty();
        assertThat(CATALOGUE.templates())
                .extracting(version -> version.template().name())
                .contains(
                        "anvil",
                        "ethereum-devnet",
                        "ethereum-devnet-consensus",
                        "litecoin-regtest",
                        "ethereum-geth-lighthouse");
    }

    @Test
    void onlyTheTemplateWithUnresolvedImagesIsUnverified() {
        assertThat(CATALOGUE.templates())
                .filteredOn(version -> !version.template().verified())
                .extracting(version -> version.template().name())
                .containsExactly("ethereum-geth-lighthouse");
    }

    @Test
    void aVersionIsTheHashOfTheFolderAsTheReadmeSays() {
        var files = new TreeMap<>(Map.of("template.yaml", Content.of("a: 1\n"), "b/c.txt", Content.of("xy")));
        var folder = new TemplateFolders.Folder("t", files);
        // printf 'b/c.txt\0002\0xytemplate.yaml\0005\0a: 1\n' | sha256sum
        assertThat(folder.hash().value())
                .isEqualTo(Content.of("b/c.txt\u00002\u0000xytemplate.yaml\u00005\u0000a: 1\n")
                        .sha256());
        files.put("b/c.txt", Content.of("xz"));
        assertThat(new TemplateFolders.Folder("t", files).hash()).isNotEqualTo(folder.hash());
    }

    @Test
    void methodsHaveTheirDefaultsAndThoseOfTheTableTheyExtend() {
        ResolvedMethods anvil = ResolvedMethods.of("anvil", CATALOGUE.methodTables());
        MethodTable.Method call = requireNonNull(anvil.methods().get("eth_call"));
        assertThat(call.sku()).isEqualTo("eth_call");
        assertThat(call.repeatable()).isTrue();
        assertThat(call.cache()).as("anvil caches nothing").isEqualTo(MethodTable.Cache.NEVER);
        assertThat(requireNonNull(anvil.methods().get("evm_mine")).repeatable()).isFalse();
    }

    @Test
    void aTableThatServesWhatItDeniesIsLeftOutWithTheNetworksOnIt() {
        TemplateFolders.Contents shipped = TemplateFolders.fromClasspath();
        var methods = new TreeMap<>(shipped.methods());
        var broken = (ObjectNode) requireNonNull(methods.get("bitcoin-regtest")).deepCopy();
        broken.withArray("/deny/always/methods").add("generatetoaddress");
        methods.put("bitcoin-regtest", broken);
        Catalogue catalogue = Catalogue.check(
                new TemplateFolders.Contents(shipped.templates(), shipped.networks(), methods, shipped.prices()));
        assertThat(catalogue.findings()).extracting(Finding::rule).contains("unsafe-api", "methods", "network");
        assertThat(catalogue.networks()).doesNotContainKey("litecoin-regtest").containsKey("anvil");
        assertThat(catalogue.methodTables())
                .doesNotContainKey("bitcoin-regtest")
                .containsKey("ethereum");
    }

    @Test
    void aSecondStartStoresNothingNewAndUnitsKeepTheirOrder() {
        try (var migrated = MigratedDatabase.create();
                var database = Database.open(new DatabaseLogin(migrated.url(), "postgres", ""), 2)) {
            StoreCatalogue.run(database, CATALOGUE);
            var templates = new Templates();
            var first = database.asPlatform(templates::all);
            StoreCatalogue.run(database, CATALOGUE);
            assertThat(database.asPlatform(new Templates()::all)).isEqualTo(first);
            assertThat(first).hasSize(CATALOGUE.templates().size());
            var geth = database.asPlatform(tx -> templates.newest(tx, "ethereum-geth-lighthouse"))
                    .orElseThrow();
            assertThat(geth.template().units().keySet()).containsExactly("execution", "consensus");
            assertThat(geth.version()).isIn(CATALOGUE.templates());
            assertThat(database.asPlatform(Networks::all))
                    .hasSameSizeAs(CATALOGUE.networks().values());
            var litecoin = database.asPlatform(tx ->
                    Networks.methods(tx, Networks.find(tx, "litecoin-regtest").orElseThrow()));
            assertThat(litecoin.dialect()).isEqualTo(MethodTable.Dialect.BITCOIN_1_0);
        }
    }
}
