package dev.berth.control.template;

import dev.berth.host.engine.UnitFile;
import java.util.StringJoiner;

/** A node's plan as text that people compare: one thing a line, always in the same order. */
final class PlanText {
    private PlanText() {}

    static String of(NodePlan plan) {
        var lines = new StringJoiner("\n", "", "\n");
        lines.add("network " + plan.network());
        plan.secrets().forEach((name, rule) -> lines.add("secret " + name + " " + rule));
        plan.units().forEach(unit -> unit(unit, lines));
        lines.add("readiness " + plan.readiness());
        plan.serves().forEach(served -> lines.add("serves " + served));
        return lines.toString();
    }

    private static void unit(UnitPlan unit, StringJoiner lines) {
        lines.add("");
        lines.add("unit " + unit.name());
        lines.add("  artifact " + unit.program().artifact().title());
        lines.add("  runtime " + unit.program().runtime() + ", user "
                + unit.program().user());
        unit.argv().forEach(word -> lines.add("  argv " + word));
        unit.env().forEach((name, value) -> lines.add("  env " + name + "=" + value));
        unit.ports().forEach(port -> lines.add("  port " + port));
        lines.add("  limits " + unit.limits());
        unit.volume()
                .ifPresent(volume -> lines.add("  volume " + volume.name() + " at "
                        + unit.program().dataPath().orElseThrow()));
        unit.files().forEach((name, file) -> lines.add("  file " + name + " " + file(file)));
        unit.delivered().forEach(secret -> lines.add("  delivers " + secret));
        unit.addresses().forEach((name, address) -> lines.add("  address " + name + " " + address));
        lines.add("  stop " + unit.stop() + (unit.processTrusted() ? ", may run as a process" : ""));
    }

    private static String file(UnitFile file) {
        String text = file.content().text();
        return (file.secret() ? "secret " : "") + (text.length() < 300 ? text.strip() : "of the template's folder");
    }
}
