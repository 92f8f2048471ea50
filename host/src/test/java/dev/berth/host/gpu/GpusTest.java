package dev.berth.host.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.host.engine.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpusTest {
    @TempDir
    private Path root;

    @Test
    void whatTheDriverDrivesCanBeGivenToUnitsByItsModelAndId() throws IOException {
        device("0000:65:00.0", "0x030200", "0x10de", "0x20b5");
        driven("0000:65:00.0", "NVIDIA A100 80GB PCIe", "GPU-5c1b2d3e-0000-1111-2222-333344445555", 0);
        device("0000:17:00.0", "0x030000", "0x10de", "0x2684");
        driven("0000:17:00.0", "NVIDIA GeForce RTX 4090", "GPU-9a9a9a9a-0000-1111-2222-333344445555", 1);
        List<Gpu> found = new Gpus(root).find();
        assertThat(found).extracting(Gpu::model).containsExactly("NVIDIA GeForce RTX 4090", "NVIDIA A100 80GB PCIe");
        assertThat(found).allMatch(Gpu::usable);
        assertThat(Gpus.findings(found))
                .contains(new Finding("gpu 0000:65:00.0", Finding.Verdict.MET, "NVIDIA A100 80GB PCIe"));
    }

    @Test
    void otherDevicesAndPlainScreensAreNone() throws IOException {
        device("0000:00:1f.6", "0x020000", "0x8086", "0x15bc");
        device("0000:03:00.0", "0x030000", "0x1a03", "0x2000");
        assertThat(new Gpus(root).find()).isEmpty();
        assertThat(new Gpus(root.resolve("absent")).find()).isEmpty();
    }

    @Test
    void whatNobodyCanBeGivenSaysWhy() throws IOException {
        device("0000:01:00.0", "0x030000", "0x10de", "0x2684");
        device("0000:02:00.0", "0x038000", "0x1002", "0x740f");
        device("0000:03:00.0", "0x030200", "0x10de", "0x20b5");
        driven("0000:03:00.0", "NVIDIA A100", "GPU-????????-????-????-????-????????????", 0);
        device("0000:04:00.0", "0x030200", "0x10de", "0x20b5");
        driven("0000:04:00.0", "NVIDIA A100", "GPU-5c1b2d3e-0000-1111-2222-333344445555", 7);
        Files.delete(root.resolve("dev/nvidia7"));
        List<Gpu> found = new Gpus(root).find();
        assertThat(found).noneMatch(Gpu::usable);
        assertThat(Gpus.findings(found))
                .extracting(Finding::detail)
                .containsExactly(
                        "NVIDIA 0x10de:0x2684: the driver of NVIDIA does not drive it",
                        "AMD 0x1002:0x740f: only processors of NVIDIA are given to units",
                        "NVIDIA A100: its driver says no id of it",
                        "NVIDIA A100: /dev/nvidia7 is absent");
    }

    private void device(String address, String kind, String maker, String device) throws IOException {
        Path folder =
                Files.createDirectories(root.resolve("sys/bus/pci/devices").resolve(address));
        Files.writeString(folder.resolve("class"), kind + "\n");
        Files.writeString(folder.resolve("vendor"), maker + "\n");
        Files.writeString(folder.resolve("device"), device + "\n");
    }

    private void driven(String address, String model, String id, int minor) throws IOException {
        Path folder =
                Files.createDirectories(root.resolve("proc/driver/nvidia/gpus").resolve(address));
        Files.writeString(
                folder.resolve("information"),
                "Model: \t\t " + model + "\nIRQ:   \t\t 130\nGPU UUID: \t " + id + "\nDevice Minor: \t " + minor
                        + "\n");
        Files.createDirectories(root.resolve("dev"));
        Files.createFile(root.resolve("dev/nvidia" + minor));
    }
}
