package dev.berth.control.template;

import java.util.ArrayList;
import java.util.List;

/** The second wall behind a method table: what its deny lists name is not served after all. */
final class MethodTableLint {
    private MethodTableLint() {}

    static List<Finding> of(ResolvedMethods methods) {
        var findings = new ArrayList<Finding>();
        methods.methods()
                .values()
                .forEach(method -> methods.deny().forEach(deny -> {
                    String where = "methods/" + methods.table() + "/" + method.name();
                    if (deny.always() != null && deny.always().match(method.name()))
                        findings.add(new Finding(where, "unsafe-api", "is listed, and denied always"));
                    if (deny.shared() != null
                            && deny.shared().match(method.name())
                            && method.on() != MethodTable.On.DEDICATED)
                        findings.add(new Finding(
                                where, "unsafe-api", "is denied on shared pools (expected: on: dedicated)"));
                }));
        return findings;
    }
}
