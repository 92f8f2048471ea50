package dev.berth.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MachineShareTest {
    @Test
    void anInstallationsShareStaysTheSame() {
        assertThat(MachineShare.of("abcd1234")).isEqualTo(MachineShare.of("abcd1234"));
        assertThat(MachineShare.of("abcd1234")).isNotEqualTo(MachineShare.of("abcd1235"));
    }

    @Test
    void thePortsOfSharesAreApartAndBelowThoseOfOutgoingConnections() {
        Set<Integer> firsts = new HashSet<>();
        all().forEach(share -> {
            assertThat(share.firstServicePort()).isBetween(20_000, 32_767 - 191);
            assertThat((share.firstServicePort() - 20_000) % 192).isZero();
            assertThat(share.nodePorts())
                    .isEqualTo((share.firstServicePort() + 16) + "-" + (share.firstServicePort() + 191));
            firsts.add(share.firstServicePort());
        });
        assertThat(firsts).hasSize(64);
    }

    @Test
    void theSubnetsOfSharesAreApart() {
        assertThat(all().map(MachineShare::subnets)).doesNotHaveDuplicates();
        assertThat(new MachineShare(0).subnets()).isEqualTo("10.192.0.0/20");
        assertThat(new MachineShare(17).subnets()).isEqualTo("10.193.16.0/20");
        assertThat(new MachineShare(1023).subnets()).isEqualTo("10.255.240.0/20");
    }

    private static Stream<MachineShare> all() {
        return IntStream.range(0, 1024).mapToObj(MachineShare::new);
    }
}
