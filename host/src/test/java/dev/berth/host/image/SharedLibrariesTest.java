package dev.berth.host.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedLibrariesTest {
    private static final Path PROGRAM = Path.of("/usr/bin/node");

    @Test
    void librariesAndTheLoaderAreFoundByTheirPaths() throws Exception {
        List<String> lines = List.of(
                "\tlinux-vdso.so.1 (0x00007ffd6d3f2000)",
                "\tlibdl.so.2 => /lib/x86_64-linux-gnu/libdl.so.2 (0x00007f5f4e8b7000)",
                "\t/lib64/ld-linux-x86-64.so.2 (0x00007f5f4e8c6000)");
        assertThat(SharedLibraries.parse(PROGRAM, lines).paths())
                .containsExactly(Path.of("/lib/x86_64-linux-gnu/libdl.so.2"), Path.of("/lib64/ld-linux-x86-64.so.2"));
    }

    @Test
    void aStaticProgramNeedsNone() throws Exception {
        assertThat(SharedLibraries.parse(PROGRAM, List.of("\tnot a dynamic executable"))
                        .paths())
                .isEmpty();
    }

    @Test
    void aLibraryThatThisHostLacksIsNamed() {
        assertThatThrownBy(() -> SharedLibraries.parse(PROGRAM, List.of("\tlibicu.so.74 => not found")))
                .hasMessage("/usr/bin/node needs libicu.so.74 => not found");
    }
}
