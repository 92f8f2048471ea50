package dev.berth.host.engine.docker;

import com.github.dockerjava.api.model.Info;
import dev.berth.host.engine.Finding;
import dev.berth.host.engine.Finding.Verdict;
import java.util.ArrayList;
import java.util.List;

/** What the host doctor says of a Docker engine: which defences it brings, and which an operator could switch on. Pure. */
final class DockerFindings {
    private DockerFindings() {}

    static List<Finding> of(Info info) {
        List<String> options = info.getSecurityOptions() == null ? List.of() : info.getSecurityOptions();
        var findings = new ArrayList<Finding>();
        findings.add(option(options, "name=seccomp", "system calls filtered", Verdict.WARNING));
        findings.add(option(options, "name=apparmor", "AppArmor profile", Verdict.ABSENT));
        findings.add(option(options, "name=userns", "user namespaces remapped", Verdict.ABSENT));
        findings.add(option(options, "name=rootless", "rootless engine", Verdict.ABSENT));
        boolean quota =
                "xfs".equals(backing(info)) || "btrfs".equals(info.getDriver()) || "zfs".equals(info.getDriver());
        findings.add(new Finding(
                "disk quota per container",
                quota ? Verdict.MET : Verdict.ABSENT,
                info.getDriver() + " on " + backing(info)));
        boolean liveRestore = Boolean.TRUE.equals(info.getRawValues().get("LiveRestoreEnabled"));
        findings.add(new Finding(
                "live-restore",
                liveRestore ? Verdict.MET : Verdict.WARNING,
                liveRestore
                        ? "units outlive a restart of the engine"
                        : "units end when the engine restarts: set \"live-restore\": true in /etc/docker/daemon.json"));
        return List.copyOf(findings);
    }

    private static Finding option(List<String> options, String wanted, String rule, Verdict otherwise) {
        boolean met = options.stream().anyMatch(option -> option.startsWith(wanted));
        return new Finding(rule, met ? Verdict.MET : otherwise, met ? wanted : "the engine says nothing of " + wanted);
    }

    private static String backing(Info info) {
        if (info.getDriverStatuses() == null) return "";
        return info.getDriverStatuses().stream()
                .filter(status -> status.size() == 2 && status.getFirst().equals("Backing Filesystem"))
                .map(List::getLast)
                .findFirst()
                .orElse("");
    }
}
