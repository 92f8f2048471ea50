package dev.berth.host.engine.process;

import dev.berth.host.disk.Ownership;
import dev.berth.host.engine.Finding;
import dev.berth.host.engine.Finding.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the host doctor says of a machine that runs units as processes. */
final class ProcessFindings {
    private ProcessFindings() {}

    static List<Finding> look() {
        var findings = new ArrayList<Finding>();
        findings.add(new Finding(
                "isolation",
                Verdict.WARNING,
                "processes share the host's network and file system: trusted templates and tenants only"));
        findings.add(new Finding("memory and cpu limits", Verdict.ABSENT, "the process engine does not enforce them"));
        findings.add(
                Ownership.root()
                        ? new Finding("user of its own per unit", Verdict.MET, "by setpriv, with no-new-privs")
                        : new Finding(
                                "user of its own per unit", Verdict.ABSENT, "units run as the user that runs Berth"));
        for (String tool : List.of("setsid", "prlimit", "setpriv", "kill"))
            if (!Files.isExecutable(Path.of("/usr/bin", tool)))
                findings.add(
                        new Finding("/usr/bin/" + tool, Verdict.WARNING, "absent: apt-get install util-linux procps"));
        return List.copyOf(findings);
    }
}
