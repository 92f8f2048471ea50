package dev.berth.control.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.template.Catalogue;
import dev.berth.control.template.Template;
import org.junit.jupiter.api.Test;

class AdviceTest {
    private static final Catalogue CATALOGUE = Catalogue.load();

    private static Template template(String name) {
        return CATALOGUE.templates().stream()
                .map(version -> version.template())
                .filter(template -> template.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whoRunsOutOfMemoryIsToldOfTheNextSize() {
        Advice advice = Advice.outOfMemory(template("anvil"), "anvil", "small", "node");
        assertThat(advice.size()).contains("large");
        assertThat(advice.text())
                .isEqualTo(
                        "node ran out of the 0.5 GiB of memory that size small gives it; size large gives it 2.0 GiB:"
                                + " create a node of that size, and delete this one");
    }

    @Test
    void whereThereIsNoLargerSizeForTheNetworkNoneIsAdvised() {
        assertThat(Advice.outOfMemory(template("anvil"), "anvil", "large", "node")
                        .size())
                .isEmpty();
        assertThat(Advice.outOfMemory(template("ethereum-geth-lighthouse"), "ethereum-hoodi", "testnet", "execution"))
                .satisfies(advice -> {
                    assertThat(advice.size())
                            .as("mainnet's is larger, and not for it")
                            .isEmpty();
                    assertThat(advice.text()).contains("no size of its template gives it more");
                });
    }

    @Test
    void afterAKillItIsSaidWhatTheTemplateKnowsOfThat() {
        assertThat(Advice.uncleanShutdown(template("ethereum-geth-lighthouse"), "execution")
                        .text())
                .startsWith("execution was killed before it had ended in good order; Geth goes back");
        assertThat(Advice.uncleanShutdown(template("litecoin-regtest"), "node").text())
                .contains("clients look for damage themselves");
    }
}
