package dev.berth.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where Berth's programs are: the folder of the `berth` script, with each module's jars in `target/lib`. */
public record BerthHome(Path directory) {
    public static BerthHome fromEnvironment(Map<String, String> environment) {
        return new BerthHome(Path.of(environment.getOrDefault("BERTH_HOME", ""))
                .toAbsolutePath()
                .normalize());
    }

    public Path libraries(String module) {
        return directory.resolve(module).resolve("target").resolve("lib");
    }

    public boolean isBuilt(String module) {
        return Files.isDirectory(libraries(module));
    }

    /** The command line of a module's process, on the Java that runs this one. */
    List<String> java(String module, List<String> flags, String mainClass) {
        List<String> argv = new ArrayList<>();
        argv.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        argv.addAll(flags);
        argv.addAll(List.of("-cp", jar(module).toString(), mainClass));
        return argv;
    }

    /** The module's own jar, which names all others. */
    private Path jar(String module) {
        try (var jars = Files.newDirectoryStream(libraries(module), "berth-" + module + "-*.jar")) {
            for (Path jar : jars) {
                if (!jar.getFileName().toString().endsWith("-tests.jar")) {
                    return jar;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + libraries(module), e);
        }
        throw new IllegalStateException("no berth-" + module + " in " + libraries(module) + " (expected: a build)");
    }
}
