package dev.berth.host.engine.docker;

import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.berth.host.artifact.ArtifactSpec;
import dev.berth.host.artifact.ArtifactStore;
import dev.berth.host.artifact.FetchOutcome;
import dev.berth.host.artifact.FetchOutcome.Cause;
import dev.berth.host.artifact.Installed;
import dev.berth.host.artifact.Program;
import dev.berth.host.artifact.UnitUser;
import dev.berth.host.engine.Progress;
import dev.berth.host.image.BuildContext;
import dev.berth.host.image.ImageRecipe;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Images of programs: pulled by digest, or built once from what is on this host. */
final class DockerImages {
    /** A pull that goes on says so several times a second. */
    private static final Duration SILENCE = Duration.ofMinutes(5);

    private final DockerConnection docker;
    private final ArtifactStore artifacts;
    private final ContainerUsers users;
    private final Path scratch;

    DockerImages(DockerConnection docker, ArtifactStore artifacts, ContainerUsers users, Path scratch) {
        this.docker = docker;
        this.artifacts = artifacts;
        this.users = users;
        this.scratch = scratch;
    }

    /** The image of a program if it is here; its id is a digest. */
    Optional<String> find(Program program) {
        return program.artifact() instanceof ArtifactSpec.Oci oci
                ? inspect(byDigest(oci)).map(InspectImageResponse::getId)
                : artifacts
                        .find(program)
                        .flatMap(installed ->
                                inspect(recipe(program, installed).tag()).map(InspectImageResponse::getId));
    }

    FetchOutcome fetch(Program program, Progress progress) {
        if (program.artifact() instanceof ArtifactSpec.Oci oci) return pull(oci, progress);
        FetchOutcome fetched = artifacts.fetch(program, progress::say);
        return fetched instanceof FetchOutcome.Fetched here ? image(program, here.version(), progress) : fetched;
    }

    private FetchOutcome image(Program program, String version, Progress progress) {
        Installed installed = artifacts.find(program).orElseThrow();
        ImageRecipe recipe = recipe(program, installed);
        Optional<InspectImageResponse> existing = inspect(recipe.tag());
        if (existing.isPresent()) return new FetchOutcome.Fetched(existing.get().getId(), version);
        long begun = System.nanoTime();
        progress.say("building " + recipe.tag() + " from " + program.artifact().title());
        String id = build(recipe);
        progress.say("built " + id + " in " + (System.nanoTime() - begun) / 1_000_000 + " ms");
        return new FetchOutcome.Fetched(id, version);
    }

    private String build(ImageRecipe recipe) {
        try (BuildContext context = BuildContext.write(recipe, scratch);
                InputStream tar = context.open()) {
            String built = DockerConnection.ask(() -> docker.patient()
                    .buildImageCmd(tar)
                    .withTags(Set.of(recipe.tag()))
                    .withLabels(Map.of("dev.berth.artifact", recipe.installed().identity()))
                    .exec(new BuildImageResultCallback())
                    .awaitImageId());
            return inspect(recipe.tag()).map(InspectImageResponse::getId).orElse(built);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private ImageRecipe recipe(Program program, Installed installed) {
        UnitUser user = users.of(program.user());
        try {
            return ImageRecipe.of(program, installed, user);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private FetchOutcome pull(ArtifactSpec.Oci oci, Progress progress) {
        try {
            var pull = new Pull(line -> progress.say(oci.title() + ": " + line));
            docker.patient().pullImageCmd(byDigest(oci)).exec(pull);
            if (!pull.ends(SILENCE))
                return new FetchOutcome.Failed(
                        Cause.UNREACHABLE, oci.title() + ": nothing was heard of it for " + SILENCE.toSeconds() + " s");
            return inspect(byDigest(oci))
                    .<FetchOutcome>map(image -> new FetchOutcome.Fetched(image.getId(), oci.tag()))
                    .orElseGet(() -> new FetchOutcome.Failed(Cause.NOT_FOUND, byDigest(oci)));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return new FetchOutcome.Failed(Cause.UNREACHABLE, oci.title() + ": interrupted");
        } catch (IOException | RuntimeException failed) {
            return new FetchOutcome.Failed(
                    pullFailure(String.valueOf(failed.getMessage())), oci.title() + ": " + failed.getMessage());
        }
    }

    static Cause pullFailure(String said) {
        if (said.contains("no matching manifest")) return Cause.WRONG_ARCHITECTURE;
        if (said.contains("denied") || said.contains("unauthorized")) return Cause.FORBIDDEN;
        if (said.contains("not found") || said.contains("manifest unknown")) return Cause.NOT_FOUND;
        return Cause.UNREACHABLE;
    }

    private static String byDigest(ArtifactSpec.Oci oci) {
        return oci.image() + "@" + oci.digest();
    }

    private Optional<InspectImageResponse> inspect(String reference) {
        return DockerConnection.ask(() -> {
            try {
                return Optional.of(docker.quick().inspectImageCmd(reference).exec());
            } catch (NotFoundException absent) {
                return Optional.empty();
            }
        });
    }
}
