package dev.berth.cli.client;

import dev.berth.cli.installation.Installation;
import dev.berth.cli.installation.Quickstart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the API is and with whose key it is called. */
public record ApiAccess(URI api, String key) {
    /** Which of the keys that `berth up` wrote down; a key in the environment comes before both. */
    public enum Holder {
        OPERATOR,
        TENANT
    }

    /** BERTH_API and BERTH_API_KEY or BERTH_API_KEY_FILE, else what quickstart.json of the installation has. */
    public static ApiAccess of(Map<String, String> environment, Installation installation, Holder holder) {
        var quickstart = Quickstart.read(installation);
        String api = environment.get("BERTH_API");
        if (api == null) {
            api = quickstart.map(Quickstart::api).orElseThrow(() -> unknown("where the API is", "BERTH_API"));
        }
        String key = keyIn(environment);
        if (key == null) {
            key = quickstart
                    .map(known -> holder == Holder.TENANT ? known.tenantKey() : known.operatorKey())
                    .orElseThrow(() -> unknown("which key to use", "BERTH_API_KEY_FILE"));
        }
        return new ApiAccess(URI.create(api), key);
    }

    private static @Nullable String keyIn(Map<String, String> environment) {
        String file = environment.get("BERTH_API_KEY_FILE");
        if (file == null) {
            return environment.get("BERTH_API_KEY");
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read BERTH_API_KEY_FILE: " + file, e);
        }
    }

    private static UsageProblem unknown(String what, String variable) {
        return new UsageProblem("I do not know " + what + ": run `berth up` here first, or set " + variable);
    }

    /** The key is not shown. */
    @Override
    public String toString() {
        return api.toString();
    }
}
