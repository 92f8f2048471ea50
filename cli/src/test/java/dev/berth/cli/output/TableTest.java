package dev.berth.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.installation.Json;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columnsAreAlignedAndWhatIsAbsentIsADash() {
        var items = Json.read("""
            [{"name": "anvil-1", "tenant": {"name": "demo"}, "networks": ["a", "b"]},
             {"name": "x", "tenant": null, "networks": []}]
            """, JsonNode.class);
        var table = new Table()
                .column("NAME", "name")
                .column("TENANT", "tenant.name")
                .column("NETWORKS", "networks");
        assertThat(table.render(items)).isEqualTo("""
            NAME     TENANT  NETWORKS
            anvil-1  demo    a, b
            x        -       -
            """);
    }

    @Test
    void aNameCannotMoveTheReadersCursor() {
        var items = Json.read("[{\"name\": \"a\\u001b[2Jb\\nc\"}]", JsonNode.class);
        assertThat(new Table().column("NAME", "name").render(items)).isEqualTo("NAME\na [2Jb c\n");
    }
}
