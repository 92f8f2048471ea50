package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Somebody who tries addresses learns of none whether it is a member's; what it costs is in {@code SignInCostTest}. */
class NobodyIsToldApartTest {
    private static final Set<String> OF_EACH_ANSWER = Set.of("x-request-id", "date");

    @Test
    void whateverIsWrongIsAnsweredTheSameToTheLastHeaderAndAsOften() {
        try (var api = new RunningApi()) {
            String owner = api.tenantKey("acme", "owner");
            String known = email(api, owner, "known@acme.example", true);
            String unset = email(api, owner, "unset@acme.example", false);
            List<String> ofKnown = tries(api, known, 12);
            assertThat(ofKnown.get(9)).startsWith("401");
            assertThat(ofKnown.getLast()).startsWith("429");
            assertThat(tries(api, "nobody@acme.example", 12)).isEqualTo(ofKnown);
            // Nine more, and the address that they come from would be closed before the account is.
            assertThat(tries(api, unset, 9)).isEqualTo(ofKnown.subList(0, 9));
        }
    }

    private static String email(RunningApi api, String owner, String email, boolean withPassword) {
        JsonNode member = api.post(
                        "/api/v1/members", owner, "{\"email\": \"%s\", \"role\": \"owner\"}".formatted(email))
                .json();
        if (withPassword) Browser.invited(api, member);
        return email;
    }

    /** Everything that is answered to so many tries. */
    private static List<String> tries(RunningApi api, String email, int times) {
        var answers = new ArrayList<String>();
        for (int i = 0; i < times; i++) {
            var answer = new Browser(api).signIn(email, "not the password", null);
            Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
            OF_EACH_ANSWER.forEach(headers::remove);
            answers.add(
                    answer.status() + " " + headers + " " + answer.text().replaceAll("\"requestId\":\"[^\"]*\"", ""));
        }
        return answers;
    }
}
