package dev.berth.host.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The directories in which programs of the host are looked for. */
public record SearchPath(List<Path> directories) {
    public SearchPath {
        directories = List.copyOf(directories);
    }

    public static SearchPath parse(String path) {
        return new SearchPath(java.util.Arrays.stream(path.split(":"))
                .filter(part -> part.startsWith("/"))
                .map(Path::of)
                .toList());
    }

    /** The program with its symbolic links resolved. */
    public Optional<Path> find(String program) {
        return directories.stream()
                .map(directory -> directory.resolve(program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .map(SearchPath::real);
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException vanished) {
            return file;
        }
    }
}
