package dev.berth.host.gpu;

import dev.berth.host.engine.Finding;
import dev.berth.host.engine.Finding.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Looks for the graphics processors that compute: display controllers on the PCI bus, of makers whose processors units can be
 * given, with what the driver says of each.
 *
 * @param root where {@code sys}, {@code proc} and {@code dev} are; another one than {@code /} in tests
 */
public record Gpus(Path root) {
    public static final Gpus OF_THIS_MACHINE = new Gpus(Path.of("/"));

    private static final String NVIDIA = "0x10de";
    private static final String AMD = "0x1002";
    private static final String DISPLAY_CONTROLLER = "0x03";
    private static final Map<String, String> MAKERS = Map.of(NVIDIA, "NVIDIA", AMD, "AMD");

    /** By their addresses. */
    public List<Gpu> find() {
        Path devices = root.resolve("sys/bus/pci/devices");
        if (!Files.isDirectory(devices)) return List.of();
        var found = new ArrayList<Gpu>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(devices)) {
            for (Path device : entries) gpu(device).ifPresent(found::add);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        found.sort(Comparator.comparing(Gpu::address));
        return List.copyOf(found);
    }

    private Optional<Gpu> gpu(Path device) throws IOException {
        String maker = line(device.resolve("vendor"));
        if (!line(device.resolve("class")).startsWith(DISPLAY_CONTROLLER) || !MAKERS.containsKey(maker))
            return Optional.empty();
        String address = device.getFileName().toString();
        String unnamed = MAKERS.get(maker) + " " + maker + ":" + line(device.resolve("device"));
        return Optional.of(
                maker.equals(NVIDIA)
                        ? nvidia(address, unnamed)
                        : unusable(address, unnamed, "only processors of NVIDIA are given to units"));
    }

    /** The driver has a directory for each that it drives, and a device file by the number that it says there. */
    private Gpu nvidia(String address, String unnamed) throws IOException {
        Path told = root.resolve("proc/driver/nvidia/gpus").resolve(address).resolve("information");
        if (!Files.isReadable(told)) return unusable(address, unnamed, "the driver of NVIDIA does not drive it");
        Map<String, String> information = Files.readAllLines(told).stream()
                .map(line -> line.split(":", 2))
                .filter(parts -> parts.length == 2)
                .collect(Collectors.toMap(parts -> parts[0].strip(), parts -> parts[1].strip(), (first, _) -> first));
        String model = information.getOrDefault("Model", unnamed);
        String minor = information.getOrDefault("Device Minor", "");
        String id = information.getOrDefault("GPU UUID", "");
        if (!id.startsWith("GPU-") || id.contains("?")) return unusable(address, model, "its driver says no id of it");
        if (!Files.exists(root.resolve("dev/nvidia" + minor)))
            return unusable(address, model, "/dev/nvidia" + minor + " is absent");
        return new Gpu(address, model, Optional.of(id), Optional.empty());
    }

    private static Gpu unusable(String address, String model, String why) {
        return new Gpu(address, model, Optional.empty(), Optional.of(why));
    }

    private static String line(Path file) throws IOException {
        return Files.isReadable(file) ? Files.readString(file).strip() : "";
    }

    /** What the host doctor says of them; nothing where there are none. */
    public static List<Finding> findings(List<Gpu> gpus) {
        return gpus.stream()
                .map(gpu -> new Finding(
                        "gpu " + gpu.address(),
                        gpu.usable() ? Verdict.MET : Verdict.WARNING,
                        gpu.model() + gpu.unusable().map(why -> ": " + why).orElse("")))
                .toList();
    }
}
