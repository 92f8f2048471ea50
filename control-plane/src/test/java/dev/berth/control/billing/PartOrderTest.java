package dev.berth.control.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.control.billing.Spend.Part;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartOrderTest {
    private static final List<Part> PARTS = IntStream.range(0, 100)
            .mapToObj(i -> new Part(
                    i % 5 == 0 ? "node" : "calls",
                    "id" + i,
                    "Name\n" + i * 37 % 50,
                    i % 2 == 0 ? "EUR" : "USD",
                    i * 13 % 7,
                    i * 29 % 11,
                    BigDecimal.valueOf(i * 31 % 17, 3)))
            .toList();

    @ParameterizedTest
    @ValueSource(strings = {"name", "-name", "calls", "-calls", "units", "-units", "cost", "-cost"})
    void pagesHaveEachPartOnceInTheOrderOfAll(String sort) {
        PartOrder order = PartOrder.parse(sort);
        List<Part> whole = order.page(PARTS, null, null, 1_000);
        assertThat(whole).containsExactlyInAnyOrderElementsOf(PARTS);
        assertThat(pages(order, 7)).isEqualTo(whole);
    }

    @Test
    void theDearestIsFirstUnlessTheyAreDays() {
        assertThat(PartOrder.usual(Spend.By.KEY).page(PARTS, null, null, 1))
                .extracting(Part::amount)
                .containsExactly(BigDecimal.valueOf(16, 3));
        assertThat(PartOrder.usual(Spend.By.DAY)).isEqualTo(PartOrder.parse("name"));
    }

    @Test
    void nodesHaveNoComputeUnits() {
        assertThat(PartOrder.parse("-units")
                        .page(PARTS, null, null, 1_000)
                        .reversed()
                        .subList(0, 20))
                .allMatch(part -> part.units() == 0);
    }

    @Test
    void aPartOfANameOrIdFindsItHoweverItIsWritten() {
        assertThat(PartOrder.parse("name").page(PARTS, "ID9", null, 1_000)).hasSize(11);
        assertThat(PartOrder.parse("name").page(PARTS, "name\n4", null, 1_000))
                .isNotEmpty()
                .allMatch(part -> part.name().startsWith("Name\n4"));
    }

    @Test
    void whatNoPageGaveIsNoPlace() {
        for (String nonsense : List.of("", "a\nb\nc", "calls\nid\nEUR\nmany"))
            assertThatThrownBy(() -> PartOrder.parse("calls").at(nonsense))
                    .as(nonsense)
                    .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Part> pages(PartOrder order, int limit) {
        var all = new ArrayList<Part>();
        @Nullable Part last = null;
        while (true) {
            List<Part> page = order.page(PARTS, null, last, limit);
            all.addAll(page);
            if (page.size() < limit) return all;
            last = order.at(order.place(page.getLast()));
        }
    }
}
