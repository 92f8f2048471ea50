package dev.berth.control.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A backup to be read: a ZIP with a table's rows as COPY writes them in each entry, sealed keys, and the manifest. */
final class BackupFile implements AutoCloseable {
    static final String MANIFEST = "manifest.json";
    static final String KEYS = "keys.json";
    static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final ZipFile zip;
    private final Manifest manifest;

    private BackupFile(ZipFile zip, Manifest manifest) {
        this.zip = zip;
        this.manifest = manifest;
    }

    static BackupFile open(Path file) throws IOException {
        var zip = new ZipFile(file.toFile());
        try {
            ZipEntry entry = zip.getEntry(MANIFEST);
            if (entry == null)
                throw new IOException(file + " is not a whole backup (expected: " + MANIFEST + " in it)");
            try (InputStream in = zip.getInputStream(entry)) {
                Manifest manifest = JSON.readValue(in, Manifest.class);
                if (manifest.format() != Manifest.FORMAT)
                    throw new IOException(
                            file + " has format " + manifest.format() + " (expected: " + Manifest.FORMAT + ")");
                return new BackupFile(zip, manifest);
            }
        } catch (IOException e) {
            zip.close();
            throw e;
        }
    }

    static String entryOf(String table) {
        return "tables/" + table;
    }

    Manifest manifest() {
        return manifest;
    }

    InputStream rows(String table) throws IOException {
        return read(entryOf(table)).orElseThrow(() -> new IOException("the backup has no rows of table " + table));
    }

    /** The sealed keys; empty: they are kept elsewhere. */
    Optional<InputStream> keys() throws IOException {
        return read(KEYS);
    }

    private Optional<InputStream> read(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        return entry == null ? Optional.empty() : Optional.of(zip.getInputStream(entry));
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
