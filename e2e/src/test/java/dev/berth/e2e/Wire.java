package dev.berth.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What stands on the wire before nodes, reads along and disturbs: {@code wire.mjs}. Needs root. */
final class Wire implements AutoCloseable {
    private final Program.Running reader;

    private Wire(Program.Running reader) {
        this.reader = reader;
    }

    /** Stands before these nodes until it is closed; then what passed is in the file. */
    static Wire before(List<URI> nodes, Path passed) {
        var ports = JsonNodeFactory.instance.arrayNode();
        nodes.forEach(node -> ports.add(node.getPort()));
        Program.Running reader = Program.script("wire.mjs")
                .with("BERTH_NODES", ports.toString())
                .with("BERTH_WIRE", passed.toString())
                .startTalking();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.readString(reader.output()).contains("between"));
        return new Wire(reader);
    }

    @Override
    public void close() {
        reader.endInput();
        reader.printed();
    }
}
