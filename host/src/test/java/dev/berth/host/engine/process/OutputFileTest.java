package dev.berth.host.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
    @TempDir
    private Path directory;

    private OutputFile output() {
        return new OutputFile(directory.resolve("output"));
    }

    private List<String> last(int tail) throws IOException {
        var lines = new ArrayList<String>();
        output().read(tail, false, (_, line) -> lines.add(line));
        return lines;
    }

    @Test
    void aFloodIsCutWhileItsWriterGoesOn() throws IOException {
        try (OutputStream writer =
                Files.newOutputStream(output().file(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int round = 1; round <= 4; round++) {
                writer.write(("x".repeat(99) + "\n").repeat(20).getBytes(StandardCharsets.UTF_8));
                writer.write(("round " + round + "\n").getBytes(StandardCharsets.UTF_8));
                output().rotate(1000);
            }
            writer.write("after\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(last(10)).containsExactly("after");
        long kept = 0;
        for (String part : List.of("output", "output.1", "output.2")) kept += Files.size(directory.resolve(part));
        assertThat(kept).isLessThanOrEqualTo(3000);
        assertThat(Files.readString(directory.resolve("output.1"))).endsWith("round 4\n");
    }

    @Test
    void theLastLinesAreGivenInTheirOrder() throws IOException {
        Files.writeString(output().file(), "one\ntwo\nthree\n");
        assertThat(last(2)).containsExactly("two", "three");
        assertThat(last(9)).containsExactly("one", "two", "three");
        assertThat(last(0)).isEqualTo(List.of());
    }

    @Test
    void aUnitThatSaidNothingHasNoLines() throws IOException {
        assertThat(last(5)).isEqualTo(List.of());
    }
}
