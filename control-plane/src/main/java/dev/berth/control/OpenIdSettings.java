package dev.berth.control;

import dev.berth.control.openid.OpenIdProvider;
import dev.berth.settings.ToldSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Reads which providers people may sign in by: {@code BERTH_OIDC} names them, the others say of each what it is. */
final class OpenIdSettings {
    private OpenIdSettings() {}

    /** Those of which nothing is wrong; what is wrong is noted. */
    static List<OpenIdProvider> read(EnvironmentReader read) {
        var providers = new ArrayList<OpenIdProvider>();
        for (String name : new TreeSet<>(read.list("BERTH_OIDC")))
            one(name, read.told()).ifPresent(providers::add);
        return List.copyOf(providers);
    }

    private static Optional<OpenIdProvider> one(String name, ToldSettings told) {
        String prefix = "BERTH_OIDC_" + name.toUpperCase(Locale.ROOT) + "_";
        Optional<URI> issuer = told.required(prefix + "ISSUER", null, OpenIdProvider::issuer);
        Optional<String> client = told.required(prefix + "CLIENT_ID", null, text -> text);
        Optional<String> label = told.required(prefix + "LABEL", name, text -> text);
        boolean isSecret = told.text(prefix + "CLIENT_SECRET_FILE") != null;
        Optional<String> secret =
                isSecret ? told.secretFile(prefix + "CLIENT_SECRET_FILE", text -> text) : Optional.empty();
        if (issuer.isEmpty() || client.isEmpty() || label.isEmpty()) return Optional.empty();
        try {
            return Optional.of(new OpenIdProvider(name, label.get(), issuer.get(), client.get(), secret));
        } catch (IllegalArgumentException e) {
            told.wrong("BERTH_OIDC", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
