package dev.berth.control.billing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.berth.control.TwoTenants;
import dev.berth.control.tenant.Scope;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ExportTest {
    private static final YearMonth OCTOBER = YearMonth.of(2026, 10);
    private static final Scope EVERYBODY = new Scope.Everybody();
    private static final ObjectMapper JSON = new ObjectMapper();

    private static TwoTenants world;

    @BeforeAll
    static void start() {
        world = new TwoTenants();
        world.asOwner("""
            insert into price_table (network, version, valid_from, currency, definition, created_by) values
            ('devnet', 1, '2026-01-01T00:00:00Z', 'EUR', '{"perMillionUnits": "0.33", "charged": ["answered"],
                "units": {"26": ["eth_call"], "60": ["eth_getLogs"]},
                "nodes": [{"template": "devnet", "size": "small", "perHour": "0.07"}]}', 'test'),
            ('devnet', 2, '2026-10-15T10:30:00Z', 'EUR', '{"perMillionUnits": "0.71", "charged": ["answered"],
                "units": {"26": ["eth_call"], "20": ["default"]},
                "nodes": [{"template": "devnet", "size": "small", "perHour": "0.11"}]}', 'test');
            insert into usage_epoch (epoch, proxy_id, complete_until, final) values
            ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-00000000000a', '2026-11-02T00:00:00Z', false),
            ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-00000000000b', '2026-10-20T00:00:00Z', false);
            insert into usage_cell (epoch, key_id, network, sku, outcome, minute, tenant_id, endpoint_id, items, bytes_in, bytes_out, broken, seq)
            select '00000000-0000-0000-0000-000000000001', k.key_id, 'devnet', sku, outcome, minute, k.tenant_id, k.endpoint_id,
                   1 + (extract(minute from minute)::int * 7 + length(sku) * 3 + length(outcome)) %% 11, 1, 2, 0, 1
            from endpoint_key k, unnest(array['eth_call', 'eth_getLogs', '=cmd|x']) sku,
                 unnest(array['answered', 'failed', 'refused', 'invalid']) outcome,
                 generate_series('2026-09-30T23:50:00Z'::timestamptz, '2026-11-01T00:10:00Z', '17 minutes') minute;
            insert into usage_cell (epoch, key_id, network, sku, outcome, minute, items, bytes_in, bytes_out, broken, seq)
            values ('00000000-0000-0000-0000-000000000002', 'nobody000000', 'devnet', 'eth_call', 'answered', '2026-10-02T00:00:00Z', 5, 1, 1, 0, 1);
            insert into node (node_id, tenant_id, name, network, template_hash, size)
            select '00000000-0000-0000-0000-0000000000a1', tenant_id, 'mine', 'devnet', '%1$s', 'small' from tenant where name = 'acme';
            insert into ready_interval (node_id, tenant_id, from_time, to_time, last_seen)
            select '00000000-0000-0000-0000-0000000000a1', tenant_id, f::timestamptz, t::timestamptz, l::timestamptz
            from tenant, (values ('2026-09-30T23:00:00Z', '2026-10-01T00:10:00.7Z', '2026-10-01T00:10:00Z'),
                                 ('2026-10-15T10:00:00.3Z', '2026-10-15T11:00:00Z', '2026-10-15T11:00:00Z'),
                                 ('2026-10-31T23:59:00Z', null, '2026-11-05T00:00:00Z')) as i (f, t, l)
            where name = 'acme';
            """.formatted(TwoTenants.TEMPLATE_HASH));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void everyCallOfTheMonthIsInExactlyOneLine() throws IOException {
        for (String outcome : List.of("answered", "failed", "refused", "invalid")) {
            long counted = world.database.asPlatform(tx -> tx.fetchSingle(
                            "select sum(items)::bigint from usage_cell where outcome = ? and minute >="
                                    + " '2026-10-01T00:00:00Z' and minute < '2026-11-01T00:00:00Z'",
                            outcome)
                    .get(0, Long.class));
            assertThat(csv(EVERYBODY).stream()
                            .map(line -> line.get(outcome))
                            .filter(count -> !count.isEmpty())
                            .mapToLong(Long::parseLong)
                            .sum())
                    .as(outcome)
                    .isEqualTo(counted);
        }
    }

    @Test
    void aLineCostsWhatItSays() throws IOException {
        List<Row> lines = csv(EVERYBODY);
        assertThat(lines).hasSize(2 * 3 * 2 + 1 + 2);
        for (var line : lines) {
            BigDecimal exact = new BigDecimal(line.get("quantity"))
                    .multiply(new BigDecimal(line.get("price")))
                    .divide(new BigDecimal(line.get("per")), 30, java.math.RoundingMode.HALF_EVEN);
            assertThat(new BigDecimal(line.get("cost")).subtract(exact).abs())
                    .isLessThanOrEqualTo(new BigDecimal("0.0000000005"));
            if (line.get("kind").equals("calls") && !line.get("weight").isEmpty())
                assertThat(Long.parseLong(line.get("quantity")))
                        .isEqualTo(Long.parseLong(line.get("answered")) * Long.parseLong(line.get("weight")));
        }
        assertThat(lines.stream().filter(line -> line.get("kind").equals("node")))
                .extracting(line -> line.get("quantity") + " at " + line.get("price"))
                .containsExactly((600 + 1800) + " at 0.07", (1800 + 60) + " at 0.11");
    }

    @Test
    void jsonHasTheSameLinesTheirTotalAndHowCompleteTheyAre() throws IOException {
        JsonNode json = JSON.readTree(text(EVERYBODY, Export::json));
        List<Row> csv = csv(EVERYBODY);
        assertThat(json.get("lines")).hasSameSizeAs(csv);
        var total = BigDecimal.ZERO;
        for (int i = 0; i < csv.size(); i++) {
            JsonNode line = json.get("lines").get(i);
            assertThat(line.get("line").asText()).isEqualTo(csv.get(i).get("line"));
            assertThat(line.get("cost").asText()).isEqualTo(csv.get(i).get("cost"));
            total = total.add(new BigDecimal(line.get("cost").asText()));
        }
        assertThat(json.get("totals").get(0).get("cost").asText()).isEqualTo(total.toPlainString());
        assertThat(json.get("complete").asBoolean()).isFalse();
        assertThat(json.get("completeness").get(0).get("completeUntil").asText())
                .isEqualTo("2026-11-01T00:00:00Z");
        assertThat(json.get("completeness").get(1).get("completeUntil").asText())
                .isEqualTo("2026-10-20T00:00:00Z");
        assertThat(csv.getFirst().get("completeUntil")).isEqualTo("2026-10-20T00:00:00Z");
    }

    @Test
    void theSameDataGivesTheSameBytes() throws IOException {
        assertThat(text(EVERYBODY, Export::csv)).isEqualTo(text(EVERYBODY, Export::csv));
        assertThat(text(EVERYBODY, Export::json)).isEqualTo(text(EVERYBODY, Export::json));
    }

    @Test
    void aTenantGetsItsOwnLinesOnly() throws IOException {
        List<Row> own = csv(world.acmeOnly());
        assertThat(own).extracting(line -> line.get("tenant")).containsOnly("acme");
        assertThat(own)
                .isEqualTo(csv(EVERYBODY).stream()
                        .filter(line -> line.get("tenant").equals("acme"))
                        .toList());
    }

    @Test
    void aTextThatASpreadsheetWouldCalculateIsDefused() throws IOException {
        assertThat(text(EVERYBODY, Export::csv)).contains(",'=cmd|x,").doesNotContain(",=cmd");
        for (String start : List.of("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
            assertThat(CsvExport.harmless(start + "1")).startsWith("'");
        assertThat(CsvExport.harmless("a\u001b[31m\nb")).isEqualTo("a\uFFFD[31m\uFFFDb");
        assertThat(CsvExport.harmless("eth_call")).isEqualTo("eth_call");
    }

    @Test
    void aMonthWithoutUsageIsAHeaderOrAnEmptyList() throws IOException {
        var out = new StringWriter();
        new Export(world.database).csv(world.acmeOnly(), YearMonth.of(2025, 1), out);
        assertThat(out.toString())
                .startsWith("line,kind,tenantId,tenant,")
                .endsWith(",completeUntil\n")
                .hasLineCount(1);
        var json = new StringWriter();
        new Export(world.database).json(world.acmeOnly(), YearMonth.of(2025, 1), json);
        assertThat(JSON.readTree(json.toString()).get("lines")).isEmpty();
    }

    @Test
    void everyLineIsExplainedByRowsThatAddUpToIt() throws IOException {
        var explain = new ExplainLine(world.database);
        for (JsonNode line : JSON.readTree(text(EVERYBODY, Export::json)).get("lines")) {
            Explanation found = explain.explain(
                            EVERYBODY, OCTOBER, line.get("line").asText())
                    .orElseThrow();
            assertThat(JSON.<JsonNode>valueToTree(found.line()).toString()).isEqualTo(line.toString());
            assertThat(found.rows()).isNotEmpty();
            assertThat(sum(found, row -> BigDecimal.valueOf(row.quantity())))
                    .isEqualByComparingTo(line.get("quantity").asText());
            assertThat(sum(found, Explanation.Row::cost))
                    .isEqualByComparingTo(line.get("cost").asText());
            assertThat(found.table().orElseThrow().version())
                    .isEqualTo(line.get("priceVersion").asInt());
        }
    }

    @Test
    void aLineOfSomebodyElseOrOfNobodyIsNotExplained() throws IOException {
        var explain = new ExplainLine(world.database);
        String globex = csv(EVERYBODY).stream()
                .filter(line -> line.get("tenant").equals("globex"))
                .findFirst()
                .orElseThrow()
                .get("line");
        assertThat(explain.explain(EVERYBODY, OCTOBER, globex)).isPresent();
        for (String line : List.of(globex, "calls:-:devnet:1:eth_call", "nonsense", "node:x:1", "calls:::::", ""))
            assertThat(explain.explain(world.acmeOnly(), OCTOBER, line))
                    .as(line)
                    .isEmpty();
    }

    @Test
    void whatIsSpentIsTheExportHoweverItIsSplit() throws IOException {
        var spend = new Spend(world.database);
        for (Scope scope : List.of(EVERYBODY, world.acmeOnly())) {
            JsonNode totals = JSON.readTree(text(scope, Export::json)).get("totals");
            for (Spend.By by : Spend.By.values()) {
                Spend.Month month = spend.of(scope, OCTOBER, by);
                assertThat(month.totals()).as(by.toString()).hasSameSizeAs(totals);
                for (JsonNode total : totals)
                    assertThat(month.parts().stream()
                                    .filter(part -> part.currency()
                                            .equals(total.get("currency").asText()))
                                    .map(Spend.Part::amount)
                                    .reduce(BigDecimal.ZERO, BigDecimal::add))
                            .as(by + " " + scope)
                            .isEqualTo(new BigDecimal(total.get("cost").asText()))
                            .isEqualTo(Objects.requireNonNull(month.totals()
                                            .get(total.get("currency").asText()))
                                    .amount());
                assertThat(unitsOf(month))
                        .as("compute units " + by)
                        .isEqualTo(
                                unitsOf(JSON.readTree(text(scope, Export::json)).get("lines")))
                        .isEqualTo(month.totals().values().stream()
                                .mapToLong(Spend.Total::units)
                                .sum());
                assertThat(month.forecasts()).as("of a month that is over").isEmpty();
            }
        }
    }

    @Test
    void whatIsSpentIsToldApartByDayKeyEndpointAndKindOfCall() {
        var spend = new Spend(world.database);
        var days = spend.of(world.acmeOnly(), OCTOBER, Spend.By.DAY).parts();
        assertThat(days.stream().filter(part -> part.kind().equals("calls")))
                .hasSize(31)
                .isSortedAccordingTo(Comparator.comparing(Spend.Part::id));
        assertThat(days.stream().filter(part -> part.kind().equals("node")))
                .extracting(Spend.Part::id)
                .containsExactly("2026-10-01", "2026-10-15", "2026-10-31");
        assertThat(spend.of(EVERYBODY, OCTOBER, Spend.By.KEY).parts())
                .extracting(Spend.Part::id)
                .contains(TwoTenants.ACME_KEY, TwoTenants.GLOBEX_KEY, "nobody000000");
        assertThat(spend.of(EVERYBODY, OCTOBER, Spend.By.ENDPOINT).parts())
                .extracting(Spend.Part::name)
                .containsExactlyInAnyOrder("main", "main", "mine", "(unknown)");
        assertThat(spend.of(world.acmeOnly(), OCTOBER, Spend.By.SKU).parts())
                .extracting(Spend.Part::id)
                .containsExactlyInAnyOrder("eth_call", "eth_getLogs", "=cmd|x", "devnet/small");
    }

    private static long unitsOf(Spend.Month month) {
        return month.parts().stream()
                .filter(part -> part.kind().equals("calls"))
                .mapToLong(Spend.Part::quantity)
                .sum();
    }

    private static long unitsOf(JsonNode lines) {
        return lines.valueStream()
                .filter(line -> line.get("kind").asText().equals("calls"))
                .mapToLong(line -> line.get("quantity").asLong())
                .sum();
    }

    private interface Form {
        void write(Export export, Scope scope, YearMonth month, java.io.Writer out) throws IOException;
    }

    private static BigDecimal sum(Explanation of, Function<Explanation.Row, BigDecimal> value) {
        return of.rows().stream().map(value).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static String text(Scope scope, Form form) throws IOException {
        var out = new StringWriter();
        form.write(new Export(world.database), scope, OCTOBER, out);
        return out.toString();
    }

    /** A line of CSV by the names of its columns. */
    private record Row(Map<String, String> fields) {
        String get(String column) {
            return Objects.requireNonNull(fields.get(column), column);
        }
    }

    private static List<Row> csv(Scope scope) throws IOException {
        return new CsvMapper()
                        .readerForMapOf(String.class)
                        .with(CsvSchema.emptySchema().withHeader())
                        .<Map<String, String>>readValues(text(scope, Export::csv))
                        .readAll()
                        .stream()
                        .map(Row::new)
                        .toList();
    }
}
