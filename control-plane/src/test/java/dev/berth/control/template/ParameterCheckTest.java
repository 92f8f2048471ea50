package dev.berth.control.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ParameterCheckTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Template GETH = template("ethereum-geth-lighthouse");

    @Test
    void everyWrongFieldIsNamedAtOnce() throws Exception {
        var check = ParameterCheck.of(
                GETH, given("{\"maxPeers\": \"many\", \"history\": \"some\", \"cacheMib\": 5, \"cacheMiB\": 5}"));
        assertThat(check)
                .isInstanceOfSatisfying(
                        ParameterCheck.Refused.class,
                        refused -> assertThat(refused.fields())
                                .extracting(ParameterCheck.WrongField::name)
                                .containsExactlyInAnyOrder("maxPeers", "history", "cacheMiB", "cacheMib"));
    }

    @Test
    void aMessageSaysWhatCameAndWhatWasExpected() throws Exception {
        var check = (ParameterCheck.Refused) ParameterCheck.of(GETH, given("{\"maxPeers\": 5}"));
        assertThat(check.fields().getFirst().message()).isEqualTo("came: 5, expected: a whole number from 10 to 200");
    }

    @Test
    void defaultsAreFilledInAndNullMeansLeftOut() throws Exception {
        var check =
                (ParameterCheck.Accepted) ParameterCheck.of(GETH, given("{\"maxPeers\": 20, \"checkpointUrl\": null}"));
        assertThat(check.parameters().text("maxPeers")).isEqualTo("20");
        assertThat(check.parameters().text("cacheMiB")).isEqualTo("4096");
        assertThat(check.parameters().isSet("checkpointUrl")).isFalse();
        assertThat(check.parameters().isSet("traces")).as("false is not set").isFalse();
    }

    @Test
    void aNumberWithAFractionAndOneBeyondLongAreNoWholeNumbers() throws Exception {
        for (String number : new String[] {"50.0", "5e1", "99999999999999999999"})
            assertThat(ParameterCheck.of(GETH, given("{\"maxPeers\": " + number + "}")))
                    .as(number)
                    .isInstanceOf(ParameterCheck.Refused.class);
    }

    @Test
    void textThatWouldBecomeAnotherFlagIsRefused() throws Exception {
        for (String url : new String[] {"--help", "https://a b", "https://a\\n--x", "http://a", "https://user@a"})
            assertThat(ParameterCheck.of(GETH, given("{\"checkpointUrl\": \"" + url + "\"}")))
                    .as(url)
                    .isInstanceOf(ParameterCheck.Refused.class);
    }

    private static Map<String, JsonNode> given(String json) throws Exception {
        var map = new TreeMap<String, JsonNode>();
        JSON.readTree(json).properties().forEach(entry -> map.put(entry.getKey(), entry.getValue()));
        return map;
    }

    private static Template template(String name) {
        return Catalogue.load().templates().stream()
                .map(TemplateVersion::template)
                .filter(template -> template.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
