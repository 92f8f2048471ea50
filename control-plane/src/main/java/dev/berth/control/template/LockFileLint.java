package dev.berth.control.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.berth.host.artifact.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the lock file of an npm artifact pins every package, and names no registry. */
final class LockFileLint {
    private static final JsonMapper JSON = new JsonMapper();

    private LockFileLint() {}

    static List<Finding> of(TemplateVersion version, String where, Artifact.Npm npm) {
        Optional<Content> text = version.file(npm.folder() + "/package-lock.json");
        if (text.isEmpty())
            return List.of(new Finding(where, "pinned", npm.folder() + "/package-lock.json is not in the folder"));
        try {
            return check(where, npm, JSON.readTree(text.get().text()));
        } catch (JsonProcessingException e) {
            return List.of(new Finding(where, "pinned", "package-lock.json: " + e.getOriginalMessage()));
        }
    }

    private static List<Finding> check(String where, Artifact.Npm npm, JsonNode lock) {
        var findings = new ArrayList<Finding>();
        if (lock.path("lockfileVersion").asInt() != 3)
            findings.add(new Finding(
                    where, "pinned", "lockfileVersion: " + lock.path("lockfileVersion") + " (expected: 3)"));
        lock.path("packages").properties().forEach(entry -> {
            JsonNode locked = entry.getValue();
            if (entry.getKey().isEmpty()) return;
            if (!locked.has("integrity"))
                findings.add(new Finding(where, "pinned", entry.getKey() + " has no integrity in package-lock.json"));
            if (locked.has("resolved"))
                findings.add(new Finding(where, "pinned", entry.getKey() + " names a registry in package-lock.json"));
        });
        String locked = lock.at("/packages/node_modules~1" + npm.packageName().replace("/", "~1") + "/integrity")
                .asText();
        if (!locked.equals(npm.integrity()))
            findings.add(new Finding(
                    where,
                    "pinned",
                    "integrity of " + npm.packageName() + " in package-lock.json: " + locked + " (expected: "
                            + npm.integrity() + ")"));
        return findings;
    }
}
