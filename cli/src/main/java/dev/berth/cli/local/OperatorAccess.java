package dev.berth.cli.local;

import dev.berth.cli.client.ApiAccess;
import dev.berth.cli.installation.Installation;
import dev.berth.cli.installation.Secrets;
import dev.berth.cli.installation.Settings;
import java.net.URI;

/** The API of the Berth on this machine with the operator's key, known before quickstart.json is written. */
final class OperatorAccess {
    private OperatorAccess() {}

    static ApiAccess to(Installation installation) {
        var settings = Settings.read(installation)
                .orElseThrow(() -> new CannotStart("no installation in " + installation.directory()));
        String key = Installation.read(new Secrets(installation).operatorKey()).orElseThrow();
        return new ApiAccess(URI.create(settings.apiUrl()), key);
    }
}
