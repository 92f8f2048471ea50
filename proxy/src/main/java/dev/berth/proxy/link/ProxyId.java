package dev.berth.proxy.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Which proxy this is, over its restarts. */
public record ProxyId(UUID value) {
    /** The id that the state folder has; made at the first start. */
    public static ProxyId of(Path stateFolder) throws IOException {
        Path file = stateFolder.resolve("proxy-id");
        if (!Files.exists(file)) {
            Files.createDirectories(stateFolder);
            Files.writeString(
                    file.resolveSibling("proxy-id.next"), UUID.randomUUID().toString());
            Files.move(file.resolveSibling("proxy-id.next"), file);
        }
        String text = Files.readString(file).strip();
        try {
            return new ProxyId(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": \"" + text + "\" (expected: a UUID)", e);
        }
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
