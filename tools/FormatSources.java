import com.palantir.javaformat.java.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Checks or rewrites the format of every Java file of the repository that people write. */
final class FormatSources {
    private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git", ".berth");

    private FormatSources() {}

    public static void main(String[] args) throws Exception {
        var mode = switch (args[0]) {
            case "check" -> Stream.of("--dry-run", "--set-exit-if-changed");
            case "apply" -> Stream.of("--replace");
            default -> throw new IllegalArgumentException("format: " + args[0] + " (expected: check or apply)");
        };
        var arguments = Stream.concat(
                        Stream.concat(Stream.of("--palantir"), mode),
                        sources(Path.of(args[1])).map(Path::toString))
                .toArray(String[]::new);
        var out = new PrintWriter(System.out, true);
        int exit = new Main(out, new PrintWriter(System.err, true), System.in).format(arguments);
        out.flush();
        if (exit != 0) System.err.println("Not formatted, see above. To rewrite: mvn -q -N -Dformat=apply verify");
        System.exit(exit); // its threads would not end by themselves
    }

    private static Stream<Path> sources(Path folder) throws IOException {
        List<Path> children;
        try (var listing = Files.list(folder)) {
            children = listing.sorted().toList();
        }
        var found = Stream.<Path>builder();
        for (var child : children) {
            if (Files.isDirectory(child)) {
                if (!NOT_OURS.contains(child.getFileName().toString()))
                    sources(child).forEach(found);
            } else if (child.toString().endsWith(".java")) {
                found.add(child);
            }
        }
        return found.build();
    }
}
