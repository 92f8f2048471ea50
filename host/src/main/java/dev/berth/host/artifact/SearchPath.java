package dev.berth.host.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The directories in which programs of the host are looked for. */
public record SearchPath(List<Path> directories) {
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

    public SearchPath {
        directories = List.copyOf(directories);
    }

    public static SearchPath parse(String path) {
        return new SearchPath(Arrays.stream(path.split(":"))
                .filter(part -> part.startsWith("/"))
                .map(Path::of)
                .toList());
    }

    /** This path with other directories before it. */
    SearchPath after(List<String> first) {
        return new SearchPath(Stream.concat(first.stream().map(Path::of), directories.stream())
                .toList());
    }

    /** The first that is a binary: a script that stands in front of one would run it as its own child. */
    Optional<Path> findBinary(String program) {
        return directories.stream()
                .map(directory -> directory.resolve(program))
                .filter(SearchPath::isElf)
                .findFirst()
                .map(SearchPath::real);
    }

    private static boolean isElf(Path file) {
        if (!Files.isRegularFile(file) || !Files.isExecutable(file)) return false;
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(ELF.length), ELF);
        } catch (IOException unreadable) {
            return false;
        }
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
