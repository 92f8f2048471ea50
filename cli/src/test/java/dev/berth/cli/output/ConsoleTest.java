package dev.berth.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.installation.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    @Test
    void thingsThatAThingHasAreATable() throws Exception {
        var shown = Json.MAPPER.readTree("""
            {"left": 2, "remaining": [
                {"node": {"id": "1", "name": "a"}, "waitsFor": "its owner"},
                {"node": {"id": "2", "name": "bc"}, "said": "no"}]}\
            """);
        var out = new ByteArrayOutputStream();
        new Console(new PrintStream(out, true, StandardCharsets.UTF_8), System.err, Console.Format.TABLE).show(shown);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("""
            left       2
            remaining  2:
              node  waitsFor   said
              a     its owner  -
              bc    -          no
            """);
    }
}
