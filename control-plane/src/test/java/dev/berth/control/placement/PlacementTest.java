package dev.berth.control.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.fleet.HostId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final long GIB = 1L << 30;
    private static final Resources NEED = new Resources(1000, 4 * GIB, 10 * GIB, 0);

    @Test
    void theHostThatKeepsTheMostRoomGetsTheNode() {
        var small = host("host-1", new Resources(4000, 8 * GIB, 100 * GIB, 0));
        var large = host("host-2", new Resources(4000, 16 * GIB, 100 * GIB, 0));
        assertThat(Placement.of(request(), List.of(small, large)))
                .isInstanceOfSatisfying(
                        Placement.On.class, on -> assertThat(on.host()).isEqualTo(large.id()));
    }

    @Test
    void amongEqualsTheFirstByNameWinsWhateverTheOrderTheyComeIn() {
        var one = host("host-1", new Resources(4000, 8 * GIB, 100 * GIB, 0));
        var two = host("host-2", new Resources(4000, 8 * GIB, 100 * GIB, 0));
        for (var hosts : List.of(List.of(one, two), List.of(two, one)))
            assertThat(((Placement.On) Placement.of(request(), hosts)).host()).isEqualTo(one.id());
    }

    @Test
    void aHostWithoutCompanionsIsBetterThanOneWithMoreRoom() {
        var empty = host("host-1", new Resources(4000, 32 * GIB, 100 * GIB, 0));
        var full = host("host-2", new Resources(1000, 4 * GIB, 10 * GIB, 0));
        var request = new PlacementRequest(
                NEED,
                Constraints.NONE,
                Set.of("amd64"),
                DiskClass.ANY,
                1,
                false,
                Map.of(empty.id(), 1),
                Optional.empty());
        assertThat(((Placement.On) Placement.of(request, List.of(empty, full))).host())
                .isEqualTo(full.id());
    }

    @Test
    void everyHostSaysWhatItIsShortOf() {
        var hosts = List.of(
                host("host-1", new Resources(4000, 2 * GIB, 100 * GIB, 0)),
                host("host-2", new Resources(250, 4 * GIB - 1, 9 * GIB, 0)));
        assertThat(((Placement.Nowhere) Placement.of(request(), hosts)).reasons())
                .containsExactly(
                        "host-1: 2.0 GiB of memory short",
                        "host-2: 0.75 cores of CPU short, 0.1 MiB of memory short, 1.0 GiB of disk short");
        assertThat(((Placement.Nowhere) Placement.of(request(), List.of())).reasons())
                .containsExactly("no host is enrolled");
    }

    @Test
    void whatAHostIsCountsAsWellAsWhatItHas() {
        var plenty = new Resources(9000, 90 * GIB, 900 * GIB, 0);
        var wanted = new PlacementRequest(
                NEED,
                new Constraints("host-9", "amd64", "eu", Map.of("rack", "a")),
                Set.of("amd64"),
                DiskClass.NVME,
                5,
                true,
                Map.of(),
                Optional.of(new HostId(new UUID(0, 99))));
        var host = new HostRoom(
                new HostId(new UUID(0, 1)),
                "host-1",
                "arm64",
                "us",
                Map.of("rack", "b"),
                DiskClass.SSD,
                false,
                Optional.of("is cordoned"),
                plenty,
                plenty,
                3,
                Optional.of(Duration.ofSeconds(90)));
        assertThat(((Placement.Nowhere) Placement.of(wanted, List.of(host)))
                        .reasons()
                        .getFirst())
                .contains(
                        "not the host of its pool",
                        "is cordoned",
                        "not heard for 90 s",
                        "is not host-9",
                        "is arm64, and the template runs on [amd64]",
                        "region \"us\"",
                        "no label rack=a",
                        "ssd disks, not nvme",
                        "isolates nothing",
                        "2 ports short");
    }

    @Test
    void portsAndSubnetsAreTheLowestThatAreFree() {
        assertThat(PortChoice.lowestFree(30000, 30004, Set.of(30000, 30002), 2)).containsExactly(30001, 30003);
        assertThat(PortChoice.lowestFree(30000, 30001, Set.of(30000), 2)).containsExactly(30001);
        assertThat(SubnetChoice.lowestFree("10.77.0.0/16", Set.of("10.77.0.0/26", "10.77.0.64/26")))
                .contains("10.77.0.128/26");
        assertThat(SubnetChoice.lowestFree("10.77.3.192/26", Set.of("10.77.3.192/26")))
                .isEmpty();
        assertThat(SubnetChoice.lowestFree("10.77.255.0/28", Set.of())).contains("10.77.255.0/28");
    }

    private static PlacementRequest request() {
        return new PlacementRequest(
                NEED, Constraints.NONE, Set.of("amd64"), DiskClass.ANY, 1, false, Map.of(), Optional.empty());
    }

    private static HostRoom host(String name, Resources free) {
        return new HostRoom(
                new HostId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))),
                name,
                "amd64",
                "",
                Map.of(),
                DiskClass.SSD,
                true,
                Optional.empty(),
                new Resources(16_000, 64 * GIB, 1000 * GIB, 0),
                free,
                1000,
                Optional.empty());
    }
}
