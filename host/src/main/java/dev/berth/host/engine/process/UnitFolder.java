package dev.berth.host.engine.process;

import dev.berth.host.disk.JsonFile;
import dev.berth.host.engine.UnitName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a unit has on disk, below {@code units/NAME}: {@code unit.json} as created, {@code run.json} of its latest run,
 * {@code output}, {@code files}, {@code secrets}, {@code tmp}. A folder appears whole, by rename.
 */
record UnitFolder(Path path) {
    Path files() {
        return path.resolve("files");
    }

    Path secrets() {
        return path.resolve("secrets");
    }

    Path tmp() {
        return path.resolve("tmp");
    }

    OutputFile output() {
        return new OutputFile(path.resolve("output"));
    }

    boolean exists() {
        return Files.isDirectory(path);
    }

    JsonFile<UnitRecord> unit() {
        return new JsonFile<>(path.resolve("unit.json"), UnitRecord.class);
    }

    JsonFile<RunRecord> run() {
        return new JsonFile<>(path.resolve("run.json"), RunRecord.class);
    }

    /** The folders of all units below a root; what is still being made is not one yet. */
    static List<UnitName> names(Path root) {
        List<UnitName> names = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root)) {
            for (Path folder : folders)
                UnitName.parse(String.valueOf(folder.getFileName())).ifPresent(names::add);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return names;
    }

    Optional<UnitRecord> record() {
        return unit().read();
    }
}
