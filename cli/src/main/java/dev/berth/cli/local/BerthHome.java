package dev.berth.cli.local;

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
        argv.addAll(List.of("-cp", libraries(module) + "/*", mainClass));
        return argv;
    }
}
