package dev.berth.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToldSettingsTest {
    @TempDir
    private Path folder;

    private ToldSettings told(String text, Map<String, String> environment) throws IOException {
        Path file = Files.writeString(folder.resolve("berth.yaml"), text);
        var all = new java.util.HashMap<>(environment);
        all.put("BERTH_CONFIG_FILE", file.toString());
        return new ToldSettings(all, name -> name.startsWith("BERTH_A"));
    }

    @Test
    void theEnvironmentWinsOverTheFile() throws IOException {
        var told = told("BERTH_A1: file\nBERTH_A2: 7\n", Map.of("BERTH_A1", "environment"));
        assertThat(told.text("BERTH_A1")).isEqualTo("environment");
        assertThat(told.text("BERTH_A2")).isEqualTo("7");
        assertThat(told.text("BERTH_A3")).isNull();
        assertThat(told.problems()).isEmpty();
    }

    @Test
    void allThatIsWrongIsSaidAtOnceWithItsPlace() throws IOException {
        var told = told(
                "BERTH_A1: x\nBERTH_A1: y\nBERTH_A2: [1]\nBERTH_TYPO: of another's\nBERTH_ATYPO: z\n",
                Map.of("BERTH_A4", "q"));
        told.text("BERTH_A1");
        told.wrong("BERTH_A1", "\"x\" (expected: a number)");
        told.wrong("BERTH_A4", "\"q\" (expected: a number)");
        told.wrong("both or none");
        String file = folder.resolve("berth.yaml").toString();
        assertThat(told.problems())
                .containsExactly(
                        file + ":2: BERTH_A1: a second time",
                        file + ":3: BERTH_A2: a structure (expected: one value)",
                        file + ":1: BERTH_A1: \"x\" (expected: a number)",
                        "BERTH_A4: \"q\" (expected: a number)",
                        "both or none",
                        file + ":5: BERTH_ATYPO: no such setting");
    }

    @Test
    void whatIsNoFileOfLinesIsSaid() throws IOException {
        assertThat(told("- 1\n", Map.of()).problems())
                .singleElement()
                .asString()
                .endsWith(":1: not of lines NAME: value");
        assertThat(told("A: \"open\n", Map.of()).problems())
                .singleElement()
                .asString()
                .contains("berth.yaml:");
        assertThat(told("", Map.of()).problems()).isEmpty();
        assertThat(new ToldSettings(Map.of("BERTH_CONFIG_FILE", "/nonexistent"), _ -> true).problems())
                .singleElement()
                .asString()
                .startsWith("BERTH_CONFIG_FILE: cannot read /nonexistent");
    }
}
