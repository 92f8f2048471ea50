package dev.berth.cli.local;

import static dev.berth.cli.installation.Json.object;

import dev.berth.cli.client.BerthApi;
import java.util.Map;

/** A link that opens the dashboard signed in, once. */
public final class DashboardLink {
    /** The operator's person that is made for it. */
    public static final String OPERATOR = "operator";

    private DashboardLink() {}

    /** @param member an id, or {@link #OPERATOR} */
    public static String of(BerthApi operator, String member) {
        return operator.perform("/sign-in-links", Map.of(), object().put("member", member))
                .path("url")
                .asText();
    }
}
