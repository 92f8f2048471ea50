package dev.berth.cli.installation;

import java.util.List;
import java.util.Optional;

/** quickstart.json: what a script needs to use the Berth on this machine. */
public record Quickstart(
        String api,
        String proxy,
        String metrics,
        String explain,
        String operatorKey,
        String tenantKey,
        List<Endpoint> endpoints) {
    public Quickstart {
        endpoints = List.copyOf(endpoints);
    }

    public static Quickstart of(Settings settings, String operatorKey, String tenantKey, List<Endpoint> endpoints) {
        return new Quickstart(
                settings.apiUrl(),
                settings.proxyUrl(),
                settings.metricsUrl(),
                settings.explainUrl(),
                operatorKey,
                tenantKey,
                endpoints);
    }

    /** The same, where everything is by these settings. */
    public Quickstart at(Settings settings) {
        return of(settings, operatorKey, tenantKey, endpoints);
    }

    /** Where calls for a network go. */
    public record Endpoint(String network, String url) {}

    public static Optional<Quickstart> read(Installation installation) {
        return Installation.read(installation.quickstartFile()).map(text -> Json.read(text, Quickstart.class));
    }

    public void write(Installation installation) {
        PrivateFile.write(installation.quickstartFile(), Json.write(this));
    }

    /** Keys are not shown. */
    @Override
    public String toString() {
        return "quickstart of " + api;
    }
}
