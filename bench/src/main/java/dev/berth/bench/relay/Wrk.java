package dev.berth.bench.relay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Closed-loop load by {@code wrk}: keep-alive connections that each send the next call when the last one is answered. */
final class Wrk {
    private final Path directory;

    Wrk(Path directory) {
        this.directory = directory;
    }

    /** What a run saw: whole answers, those that were no success, seconds. */
    record Load(long answers, long bad, double seconds) {}

    /** @param variants how many calls take turns that differ in the place that says ADDRESS */
    Load run(String url, String body, int variants, int connections, int seconds)
            throws IOException, InterruptedException {
        Path script = Files.writeString(directory.resolve("post.lua"), """
            local body, count, requests, at = [==[%s]==], %d, {}, 0
            init = function()
                for i = 1, count do
                    local varied = string.gsub(body, "ADDRESS", string.format("0x%%040x", i))
                    requests[i] = wrk.format("POST", nil, {["content-type"] = "application/json"}, varied)
                end
            end
            request = function()
                at = at %% count + 1
                return requests[at]
            end
            """.formatted(body, variants));
        Process wrk = new ProcessBuilder(List.of(
                        "taskset",
                        "-c",
                        Contestants.LOAD_CORE,
                        "wrk",
                        "-t1",
                        "-c" + connections,
                        "-d" + seconds + "s",
                        "--timeout",
                        "20s",
                        "-s",
                        script.toString(),
                        url))
                .redirectErrorStream(true)
                .start();
        String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (wrk.waitFor() != 0) throw new IOException("wrk: " + said);
        long answers = number(said, "(\\d+) requests in");
        long bad = number(said, "Non-2xx or 3xx responses: (\\d+)")
                + number(said, "Socket errors: connect (\\d+)")
                + number(said, "read (\\d+), write")
                + number(said, "timeout (\\d+)");
        return new Load(answers, bad, seconds);
    }

    private static long number(String text, String pattern) {
        var matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
