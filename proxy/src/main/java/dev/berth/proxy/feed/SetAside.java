package dev.berth.proxy.feed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a copy of a damaged file for people. */
final class SetAside {
    private static final Logger log = LoggerFactory.getLogger(SetAside.class);

    private SetAside() {}

    static void file(Path file, String what) throws IOException {
        Path kept = file.resolveSibling(file.getFileName() + ".damaged");
        Files.copy(file, kept, StandardCopyOption.REPLACE_EXISTING);
        log.atError().addKeyValue("damage", what).addKeyValue("kept", kept).log("state of the feed could not be read");
    }
}
