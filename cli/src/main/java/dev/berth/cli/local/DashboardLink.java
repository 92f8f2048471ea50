package dev.berth.cli.local;

import static dev.berth.cli.installation.Json.object;

import dev.berth.cli.client.BerthApi;
import java.util.Map;

/** A link that opens the dashboard signed in, once. */
public final class DashboardLink {
    /** The operator's person that is made for it. */
    public static final String OPERATOR = "operator";

    private DashboardLink() {}

    /** For the demo's owner, who can do what operators cannot: read the keys of its endpoints, and call with them. */
    public static String ofDemo(BerthApi operator) {
        return of(operator, Demo.person(operator));
    }

    /** @param member an id, or {@link #OPERATOR} */
    public static String of(BerthApi operator, String member) {
        return operator.perform("/sign-in-links", Map.of(), object().put("member", member))
                .path("url")
                .asText();
    }
}
