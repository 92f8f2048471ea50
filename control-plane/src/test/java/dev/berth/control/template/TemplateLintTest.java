package dev.berth.control.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.host.artifact.Content;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule is broken once, in a template that is right otherwise. */
class TemplateLintTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final TemplateFolders.Contents CONTENTS = TemplateFolders.fromClasspath();

    @ParameterizedTest(name = "{0}: {2} = {3} breaks {4}")
    @CsvSource(delimiter = '|', textBlock = """
        ethereum-geth-lighthouse | set    | /units/execution/artifact/oci/tag            | "latest"                                   | shape
        ethereum-geth-lighthouse | set    | /units/execution/artifact/oci/tag            | "release"                                  | floating-tag
        ethereum-geth-lighthouse | set    | /units/execution/artifact/oci/digest         | "sha256:abc"                               | shape
        ethereum-geth-lighthouse | remove | /units/execution/artifact/oci/unresolved     |                                            | shape
        anvil                    | set    | /units/node/artifact/npm/integrity           | "sha512-AAAA"                              | shape
        anvil                    | set    | /units/node/artifact/npm/folder              | "elsewhere"                                | pinned
        anvil                    | remove | /units/node/artifact/npm/integrity           |                                            | shape
        ethereum-devnet-consensus| set    | /units/consensus/artifact/bundled/files/0    | "other.mjs"                                | pinned
        ethereum-geth-lighthouse | set    | /units/execution/argv/1                      | "--http.api=eth,admin"                     | unsafe-api
        ethereum-geth-lighthouse | set    | /units/execution/argv/1                      | "--ws.api=eth,personal"                    | unsafe-api
        ethereum-geth-lighthouse | set    | /units/execution/argv/1                      | "--rpc-http-api=ETH,DEBUG"                 | unsafe-api
        ethereum-geth-lighthouse | set    | /units/execution/argv/1                      | "--JsonRpc.EnabledModules=[Eth,Engine]"    | unsafe-api
        ethereum-geth-lighthouse | set    | /units/execution/argv/11/argv/0              | "--http.api=eth,admin"                     | unsafe-api
        ethereum-geth-lighthouse | set    | /units/execution/ports/engine/publish        | "private"                                  | engine-port
        ethereum-devnet          | set    | /units/execution/ports/engine/publish        | "p2p"                                      | engine-port
        ethereum-geth-lighthouse | remove | /units/execution/stop/budgetSeconds          |                                            | shape
        ethereum-geth-lighthouse | set    | /units/execution/stop/budgetSeconds          | 0                                          | shape
        ethereum-geth-lighthouse | remove | /units/execution/stop                        |                                            | shape
        anvil                    | remove | /readiness                                   |                                            | shape
        anvil                    | remove | /readiness/headAge                           |                                            | shape
        anvil                    | set    | /readiness/peers                             | {"none": ""}                               | shape
        anvil                    | set    | /readiness/peers                             | {"none": " "}                              | readiness
        anvil                    | remove | /upgrade/class                               |                                            | shape
        anvil                    | set    | /upgrade/class                               | "sometimes"                                | shape
        anvil                    | set    | /upgrade/note                                | " "                                        | upgrade
        anvil                    | set    | /parameters/chainId/immutable                | false                                      | immutable
        ethereum-geth-lighthouse | remove | /parameters/history/immutable                |                                            | immutable
        anvil                    | set    | /parameters/chainId/default                  | 0                                          | default
        anvil                    | set    | /units/node/argv/3                           | "--port={port.other}"                      | placeholders
        anvil                    | set    | /units/node/argv/3                           | "--x={secretValue.jwt}"                    | placeholders
        anvil                    | set    | /units/node/argv/3                           | "--x={nonsense}"                           | placeholders
        anvil                    | set    | /units/node/env/X                            | "{port.rpc}"                               | placeholders
        anvil                    | set    | /units/node/argv/3                           | "--x={secrets}/none"                       | secrets
        anvil                    | set    | /units/node/argv/3                           | "--x={files}/none"                         | files
        anvil                    | set    | /serves/0/port                               | "node.other"                               | ports
        anvil                    | set    | /units/node/ports/rpc/publish                | "never"                                    | ports
        anvil                    | set    | /readiness/answers/0/head                    | "node.other"                               | ports
        ethereum-devnet          | set    | /driver/members/engine                       | "execution.other"                          | ports
        litecoin-regtest         | set    | /units/node/ports/p2p/publish                | "never"                                    | ports
        litecoin-regtest         | set    | /files/litecoin.conf/mode                    | "0444"                                     | shape
        litecoin-regtest         | set    | /files/litecoin.conf/source                  | "other.conf"                               | files
        anvil                    | set    | /sizes/small/units/node/diskBytes            | 0                                          | sizes
        anvil                    | set    | /sizes/small/units/node/gpu                  | 1                                          | sizes
        anvil                    | set    | /sizes/small/units/node/gpu                  | 0                                          | shape
        ethereum-geth-lighthouse | remove | /sizes/mainnet                               |                                            | sizes
        anvil                    | set    | /networks/elsewhere                          | {}                                         | network
        anvil                    | set    | /template                                    | "other"                                    | name
        anvil                    | set    | /flags                                       | []                                         | shape
        """)
    void aTemplateThatBreaksARuleIsLeftOutAndTheFindingNamesIt(
            String template, String change, String pointer, String value, String rule) throws Exception {
        JsonNode broken = changed(folder(template).definition(), change, pointer, value);
        Catalogue catalogue = Catalogue.check(with(template, broken));
        assertThat(catalogue.findings()).extracting(Finding::rule).contains(rule);
        assertThat(catalogue.templates())
                .extracting(version -> version.template().name())
                .doesNotContain(template);
        assertThat(catalogue.templates()).hasSize(CONTENTS.templates().size() - 1);
    }

    private static JsonNode changed(JsonNode definition, String change, String pointer, String value) throws Exception {
        int slash = pointer.lastIndexOf('/');
        JsonNode parent = definition.at(pointer.substring(0, slash));
        String key = pointer.substring(slash + 1);
        assertThat(parent.isMissingNode()).as(pointer).isFalse();
        if (change.equals("remove")) ((ObjectNode) parent).remove(key);
        else if (parent instanceof ObjectNode object) object.set(key, JSON.readTree(value));
        else ((ArrayNode) parent).set(Integer.parseInt(key), JSON.readTree(value));
        return definition;
    }

    private static TemplateFolders.Contents with(String template, JsonNode definition) {
        List<TemplateFolders.Folder> folders = CONTENTS.templates().stream()
                .map(folder -> folder.name().equals(template) ? with(folder, definition) : folder)
                .toList();
        return new TemplateFolders.Contents(folders, CONTENTS.networks(), CONTENTS.methods(), CONTENTS.prices());
    }

    private static TemplateFolders.Folder with(TemplateFolders.Folder folder, JsonNode definition) {
        var files = new TreeMap<>(folder.files());
        files.putAll(Map.of("template.yaml", Content.of(definition.toString())));
        return new TemplateFolders.Folder(folder.name(), files);
    }

    private static TemplateFolders.Folder folder(String name) {
        return CONTENTS.templates().stream()
                .filter(folder -> folder.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
