package dev.berth.host.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.host.artifact.ArtifactSpec;
import dev.berth.host.artifact.ArtifactSpec.Needs;
import dev.berth.host.artifact.ArtifactStore;
import dev.berth.host.artifact.Content;
import dev.berth.host.artifact.Program;
import dev.berth.host.artifact.Runtime;
import dev.berth.host.artifact.SearchPath;
import dev.berth.host.artifact.UnitUser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageRecipeTest {
    private static final UnitUser USER = new UnitUser(10001, 10002);

    @TempDir
    private Path directory;

    private ImageRecipe recipe(UnitUser user, String script) throws IOException {
        var artifact = new ArtifactSpec.Bundled(
                Map.of("bin/env", Content.of(Files.readAllBytes(Path.of("/usr/bin/env"))), "a.js", Content.of(script)),
                new Needs(List.of("bin/env"), List.of("/etc/hostname")));
        var program = new Program(artifact, new Runtime.Native(), user, Optional.of("/home/user/data"));
        var store = new ArtifactStore(directory, SearchPath.parse("/usr/bin"));
        store.fetch(program, line -> {});
        return ImageRecipe.of(program, store.find(program).orElseThrow(), user);
    }

    private static byte[] written(ImageRecipe recipe) throws IOException {
        var out = new ByteArrayOutputStream();
        recipe.write(out);
        return out.toByteArray();
    }

    private static Map<String, TarArchiveEntry> entries(ImageRecipe recipe) throws IOException {
        var entries = new TreeMap<String, TarArchiveEntry>();
        try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(written(recipe)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry())
                entries.put(entry.getName(), entry);
        }
        return entries;
    }

    @Test
    void equalInputGivesEqualBytesWhateverTheTimesOfFilesAre() throws IOException {
        ImageRecipe recipe = recipe(USER, "1");
        byte[] first = written(recipe);
        Files.setLastModifiedTime(recipe.installed().tree().resolve("a.js"), FileTime.from(Instant.EPOCH));
        assertThat(written(recipe)).isEqualTo(first);
    }

    @Test
    void otherInputHasAnotherTag() throws IOException {
        assertThat(recipe(USER, "1").tag())
                .isEqualTo(recipe(USER, "1").tag())
                .isNotEqualTo(recipe(USER, "2").tag())
                .isNotEqualTo(recipe(new UnitUser(7, 7), "1").tag());
    }

    @Test
    void theDataDirectoryIsTheUnitsAndAllElseIsRoots() throws IOException {
        Map<String, TarArchiveEntry> entries = entries(recipe(USER, "1"));
        TarArchiveEntry data = Objects.requireNonNull(entries.remove("home/user/data/"));
        assertThat(data.getLongUserId()).isEqualTo(10001);
        assertThat(data.getLongGroupId()).isEqualTo(10002);
        assertThat(data.getMode() & 0777).isEqualTo(0700);
        assertThat(entries.values()).allSatisfy(entry -> {
            assertThat(entry.getLongUserId()).isZero();
            assertThat(entry.getLastModifiedTime().toMillis()).isZero();
        });
    }

    @Test
    void whatTheLoaderNeedsIsThere() throws IOException {
        assertThat(entries(recipe(USER, "1")).keySet())
                .contains("berth/artifact/bin/env", "berth/artifact/a.js", "etc/hostname", "etc/passwd", "tmp/")
                .anyMatch(path -> path.endsWith("/libc.so.6"))
                .anyMatch(path -> path.contains("ld-linux"));
    }
}
