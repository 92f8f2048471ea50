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
    private static final Zone NOWHERE = new Zone("", "", "");
    private static final Resources NEED = new Resources(1000, 4 * GIB, 10 * GIB, 0);

    @Test
    void theHostThatItFitsBestGetsTheNodeSoThatLargeOnesKeepTheirRoom() {
        var small = host("host-1", new Resources(4000, 8 * GIB, 100 * GIB, 0));
        var large = host("host-2", new Resources(4000, 16 * GIB, 100 * GIB, 0));
        assertThat(on(request(), large, small)).isEqualTo(small.id());
        assertThat(on(memberBeside(Map.of()), large, small))
                .as("members of a pool go where most room stays")
                .isEqualTo(large.id());
    }

    @Test
    void whatNobodyAskedForIsKeptForThoseWhoDo() {
        var plain = host("host-1", new Resources(16_000, 64 * GIB, 1000 * GIB, 0));
        var withGpu = new HostRoom(
                new HostId(new UUID(0, 2)),
                "host-2",
                "amd64",
                NOWHERE,
                Map.of(),
                DiskClass.NVME,
                true,
                Optional.empty(),
                new Resources(16_000, 64 * GIB, 1000 * GIB, 2),
                new Resources(2000, 8 * GIB, 100 * GIB, 2),
                1000,
                Optional.empty());
        assertThat(on(request(), plain, withGpu)).isEqualTo(plain.id());
        var wantsGpu = request(new Resources(1000, 4 * GIB, 10 * GIB, 2), Constraints.NONE, DiskClass.ANY);
        assertThat(on(wantsGpu, plain, withGpu)).isEqualTo(withGpu.id());
        assertThat(((Placement.Nowhere) Placement.of(
                                request(new Resources(1000, 4 * GIB, 10 * GIB, 3), Constraints.NONE, DiskClass.ANY),
                                List.of(plain, withGpu)))
                        .reasons())
                .containsExactly("host-1: 3 GPU short", "host-2: 1 GPU short");
    }

    @Test
    void membersOfAPoolKeepApartFromEachOtherProviderFirstThenZoneThenHost() {
        var a1 = host("a1", new Zone("a", "eu", "1"));
        var a1b = host("a1b", new Zone("a", "eu", "1"));
        var a2 = host("a2", new Zone("a", "eu", "2"));
        var b1 = host("b1", new Zone("b", "eu", "1"));
        assertThat(on(memberBeside(Map.of(a1.id(), 1)), a1, a1b, a2, b1)).isEqualTo(b1.id());
        assertThat(on(memberBeside(Map.of(a1.id(), 1, b1.id(), 1)), a1, a1b, a2, b1))
                .isEqualTo(a2.id());
        assertThat(on(memberBeside(Map.of(a1.id(), 1)), a1, a1b)).isEqualTo(a1b.id());
    }

    @Test
    void noProviderAndNoZoneGetsMoreThanItsShareOfANetwork() {
        var a1 = host("a1", new Zone("a", "eu", "1"));
        var a2 = host("a2", new Zone("a", "eu", "2"));
        var b1 = host("b1", new Zone("b", "eu", "1"));
        assertThat(reasons(capped(50, 100, Map.of(a1.id(), 1)), a1, a2))
                .containsExactly(
                        "a1: provider \"a\" would have 2 of 2 nodes of mainnet (at most 50%)",
                        "a2: provider \"a\" would have 2 of 2 nodes of mainnet (at most 50%)");
        assertThat(on(capped(50, 100, Map.of(a1.id(), 1)), a1, a2, b1)).isEqualTo(b1.id());
        assertThat(on(capped(50, 100, Map.of(a1.id(), 1, b1.id(), 1)), a1))
                .as("half of three is two")
                .isEqualTo(a1.id());
        assertThat(reasons(capped(100, 40, Map.of(a1.id(), 2, a2.id(), 1)), a1))
                .containsExactly("a1: zone \"a/eu/1\" would have 3 of 4 nodes of mainnet (at most 40%)");
        assertThat(on(capped(1, 1, Map.of()), a1)).as("one is always allowed").isEqualTo(a1.id());
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
        assertThat(on(memberBeside(Map.of(empty.id(), 1)), empty, full)).isEqualTo(full.id());
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
                new Constraints("host-9", "amd64", "eu", "eu-1", "acme", DiskClass.NVME, Map.of("rack", "a")),
                Set.of("amd64"),
                DiskClass.SSD,
                5,
                true,
                Optional.of(Map.of()),
                Optional.of(new HostId(new UUID(0, 99))),
                Optional.empty());
        var host = new HostRoom(
                new HostId(new UUID(0, 1)),
                "host-1",
                "arm64",
                new Zone("other", "us", "us-1"),
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
                        "is in zone \"us-1\", not \"eu-1\"",
                        "is of provider \"other\", not \"acme\"",
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

    private static HostId on(PlacementRequest request, HostRoom... hosts) {
        return ((Placement.On) Placement.of(request, List.of(hosts))).host();
    }

    private static List<String> reasons(PlacementRequest request, HostRoom... hosts) {
        return ((Placement.Nowhere) Placement.of(request, List.of(hosts))).reasons();
    }

    private static PlacementRequest request() {
        return request(NEED, Constraints.NONE, DiskClass.ANY);
    }

    private static PlacementRequest request(Resources need, Constraints constraints, DiskClass disk) {
        return new PlacementRequest(
                need,
                constraints,
                Set.of("amd64"),
                disk,
                1,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static PlacementRequest memberBeside(Map<HostId, Integer> companions) {
        return new PlacementRequest(
                NEED,
                Constraints.NONE,
                Set.of("amd64"),
                DiskClass.ANY,
                1,
                false,
                Optional.of(companions),
                Optional.empty(),
                Optional.empty());
    }

    private static PlacementRequest capped(int provider, int zone, Map<HostId, Integer> nodes) {
        return new PlacementRequest(
                NEED,
                Constraints.NONE,
                Set.of("amd64"),
                DiskClass.ANY,
                1,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.of(new NetworkCap("mainnet", provider, zone, nodes)));
    }

    private static HostRoom host(String name, Resources free) {
        return host(name, NOWHERE, free);
    }

    private static HostRoom host(String name, Zone zone) {
        return host(name, zone, new Resources(16_000, 64 * GIB, 1000 * GIB, 0));
    }

    private static HostRoom host(String name, Zone zone, Resources free) {
        return new HostRoom(
                new HostId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))),
                name,
                "amd64",
                zone,
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
