package dev.berth.host.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.DeviceRequest;
import com.github.dockerjava.api.model.HostConfig;
import dev.berth.host.gpu.Gpu;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContainerGpusTest {
    private static final List<Gpu> THREE = List.of(gpu("GPU-1"), gpu("GPU-2"), gpu("GPU-3"));

    @Test
    void thoseThatNoOtherContainerHasAreGiven() {
        assertThat(ContainerGpus.choose(2, THREE, List.of())).contains(List.of("GPU-1", "GPU-2"));
        assertThat(ContainerGpus.choose(2, THREE, List.of(has("GPU-2")))).contains(List.of("GPU-1", "GPU-3"));
        assertThat(ContainerGpus.choose(2, THREE, List.of(has("GPU-2"), has("GPU-1"))))
                .isEmpty();
        assertThat(ContainerGpus.choose(0, THREE, List.of(has("GPU-2")))).contains(List.of());
    }

    @Test
    void whileSomebodysContainerHasAllOfThemNoneIsGiven() {
        var all = HostConfig.newHostConfig().withDeviceRequests(List.of(new DeviceRequest().withCount(-1)));
        assertThat(ContainerGpus.choose(1, THREE, List.of(all))).isEmpty();
    }

    @Test
    void oneThatIsOfNoUseIsNotGiven() {
        var broken = new Gpu("0000:01:00.0", "A100", Optional.of("GPU-1"), Optional.of("it is broken"));
        assertThat(ContainerGpus.choose(1, List.of(broken), List.of())).isEmpty();
    }

    private static HostConfig has(String id) {
        return HostConfig.newHostConfig().withDeviceRequests(ContainerGpus.request(List.of(id)));
    }

    private static Gpu gpu(String id) {
        return new Gpu("0000:0" + id.charAt(4) + ":00.0", "NVIDIA A100", Optional.of(id), Optional.empty());
    }
}
