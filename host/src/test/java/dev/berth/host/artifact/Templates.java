package dev.berth.host.artifact;

import dev.berth.host.artifact.ArtifactSpec.Needs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Artifacts of templates that are shipped. */
public final class Templates {
    private Templates() {}

    /** Anvil, by the template's own lock file. */
    public static ArtifactSpec.Npm anvil() {
        return new ArtifactSpec.Npm(
                "@foundry-rs/anvil-linux-amd64",
                "1.7.1",
                "sha512-+XmShybEaxfCrr0OUUZwYEy2OnYZt5pHH9TzBtLv3+VrK0O/ANuNSVEahqNhKHlgX7GRJ59383ofNhxkRWIYTg==",
                Map.of(
                        "package.json", file("anvil/artifact/package.json"),
                        "package-lock.json", file("anvil/artifact/package-lock.json")),
                new Needs(List.of("node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil"), List.of()));
    }

    public static Content file(String path) {
        String resource = "/berth/templates/" + path;
        try (InputStream in = Objects.requireNonNull(Templates.class.getResourceAsStream(resource), resource)) {
            return Content.of(in.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
