package dev.berth.host.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Hash and version of the host's binaries, asked again only when a file has changed. */
final class KnownBinaries {
    private final Map<Question, Answer> answers = new ConcurrentHashMap<>();

    private record Question(Path binary, List<String> versionArgv, long size, FileTime changed) {}

    /** What a binary is, and what it says that it is. */
    record Answer(String sha256, String version) {}

    /** @param versionArgv what to call the binary with to hear its version; empty: it is not called */
    Answer about(Path binary, List<String> versionArgv) throws IOException {
        var question = new Question(binary, versionArgv, Files.size(binary), Files.getLastModifiedTime(binary));
        Answer known = answers.get(question);
        if (known != null) return known;
        var answer = new Answer(Hashes.of(binary), version(binary, versionArgv));
        answers.put(question, answer);
        return answer;
    }

    private static String version(Path binary, List<String> versionArgv) throws IOException {
        if (versionArgv.isEmpty()) return "";
        var argv = new ArrayList<>(List.of(binary.toString()));
        argv.addAll(versionArgv);
        List<String> lines = new Command(argv, Path.of("/"), Duration.ofSeconds(20))
                .run(line -> {})
                .lines();
        return lines.isEmpty() ? "" : lines.getFirst();
    }
}
