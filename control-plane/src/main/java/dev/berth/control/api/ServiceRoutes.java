package dev.berth.control.api;

import dev.berth.control.database.Database;
import dev.berth.control.metrics.ControlPlaneMetrics;
import org.jooq.exception.DataAccessException;

/** The API about itself: is it alive, what can it do, who am I. */
final class ServiceRoutes {
    private final Database database;
    private final ContractDocument document;
    private final ControlPlaneMetrics metrics;

    ServiceRoutes(Database database, ContractDocument document, ControlPlaneMetrics metrics) {
        this.database = database;
        this.document = document;
        this.metrics = metrics;
    }

    void register(Routes routes) {
        Reply page = Reply.text("text/html; charset=utf-8", DocumentationPage.of(document));
        Reply yaml = Reply.text("application/yaml; charset=utf-8", document.yaml());
        Reply json = Reply.ok(document.json());
        routes.open("health", this::health)
                .open("readiness", this::readiness)
                .open("documentation", () -> page)
                .open("openapiYaml", () -> yaml)
                .open("openapiJson", () -> json)
                .on("prometheus", _ -> Reply.text("text/plain; version=0.0.4; charset=utf-8", metrics.scrape()))
                .on("whoAmI", call -> Reply.ok(WhoCalls.view(database, call.caller())));
    }

    private Reply health() {
        String version = document.json().at("/info/version").asText();
        return Reply.ok(View.object().put("status", "ok").put("version", version));
    }

    private Reply readiness() {
        try {
            database.doAsPlatform(tx -> tx.execute("select 1"));
            return health();
        } catch (DataAccessException _) {
            return new Reply.Failed(Problem.unavailable("The database does not answer"));
        }
    }
}
