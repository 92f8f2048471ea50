package dev.berth.proxy.feed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** How many proxies share each limit, as last heard, over restarts: the text of a file. */
final class KnownProxies {
    private final Path file;
    private int count;

    private KnownProxies(Path file, int count) {
        this.file = file;
        this.count = count;
    }

    /** What the file says; 1 when nothing was ever heard. */
    static KnownProxies open(Path file) throws IOException {
        if (!Files.exists(file)) return new KnownProxies(file, 1);
        String text = Files.readString(file).strip();
        try {
            return new KnownProxies(file, Integer.parseUnsignedInt(text));
        } catch (NumberFormatException e) {
            SetAside.file(file, "\"" + text + "\" (expected: a number of proxies)");
            return new KnownProxies(file, 1);
        }
    }

    int count() {
        return count;
    }

    void heardOf(int proxies) throws IOException {
        if (proxies < 1 || proxies == count) return;
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, Integer.toString(proxies));
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        count = proxies;
    }
}
