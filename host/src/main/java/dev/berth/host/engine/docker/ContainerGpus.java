package dev.berth.host.engine.docker;

import com.github.dockerjava.api.model.DeviceRequest;
import com.github.dockerjava.api.model.HostConfig;
import dev.berth.host.gpu.Gpu;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which graphics processors a container is given: as many as were asked for, by their ids, of those that no other container has,
 * whoever made it. The engine keeps who has which, so nothing else has to.
 */
final class ContainerGpus {
    private static final String DRIVER = "nvidia";
    private static final List<List<String>> CAPABILITIES = List.of(List.of("gpu"));

    private ContainerGpus() {}

    /**
     * The ids of the first that are free; empty when there are not as many.
     *
     * @param others of all other containers of the engine
     */
    static Optional<List<String>> choose(int wanted, List<Gpu> all, List<HostConfig> others) {
        if (others.stream().flatMap(ContainerGpus::requests).anyMatch(ContainerGpus::takesAll) && wanted > 0)
            return Optional.empty();
        Set<String> taken = others.stream()
                .flatMap(ContainerGpus::requests)
                .flatMap(request -> Stream.ofNullable(request.getDeviceIds()).flatMap(List::stream))
                .collect(Collectors.toSet());
        List<String> free = all.stream()
                .filter(Gpu::usable)
                .flatMap(gpu -> gpu.id().stream())
                .filter(id -> !taken.contains(id))
                .limit(wanted)
                .toList();
        return free.size() == wanted ? Optional.of(free) : Optional.empty();
    }

    /** Asks for these, and for no other device. */
    static List<DeviceRequest> request(List<String> ids) {
        return ids.isEmpty()
                ? List.of()
                : List.of(new DeviceRequest()
                        .withDriver(DRIVER)
                        .withDeviceIds(ids)
                        .withCapabilities(CAPABILITIES));
    }

    private static Stream<DeviceRequest> requests(HostConfig container) {
        return Stream.ofNullable(container.getDeviceRequests()).flatMap(List::stream);
    }

    private static boolean takesAll(DeviceRequest request) {
        return Objects.requireNonNullElse(request.getCount(), 0) != 0;
    }
}
