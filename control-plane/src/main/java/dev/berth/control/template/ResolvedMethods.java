package dev.berth.control.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** A method table together with those it extends: every method with its defaults filled in, by name. */
public record ResolvedMethods(
        String table,
        MethodTable.Dialect dialect,
        MethodTable.Unlisted unlisted,
        Map<String, MethodTable.Method> methods,
        List<MethodTable.Deny> deny) {
    public ResolvedMethods {
        methods = Ordered.copyOf(methods);
        deny = List.copyOf(deny);
    }

    /** Resolves {@code name} among {@code tables}; an entry of the extending table replaces the one it extends. */
    public static ResolvedMethods of(String name, Map<String, MethodTable> tables) {
        var lineage = new ArrayList<MethodTable>();
        var seen = new LinkedHashSet<String>();
        for (String next = name; next != null; ) {
            MethodTable table = tables.get(next);
            if (table == null)
                throw new IllegalArgumentException(
                        "method table: " + next + " (expected: one of " + tables.keySet() + ")");
            if (!seen.add(next))
                throw new IllegalArgumentException("method table " + next + " extends itself: " + seen);
            lineage.addFirst(table);
            next = table.parent();
        }
        var methods = new LinkedHashMap<String, MethodTable.Method>();
        boolean cached = lineage.getLast().caching() != MethodTable.Caching.NEVER;
        lineage.forEach(table ->
                table.methods().forEach((method, rule) -> methods.put(method, rule.named(method, cached))));
        MethodTable last = lineage.getLast();
        return new ResolvedMethods(
                name,
                last.dialect(),
                last.unlisted(),
                methods,
                lineage.stream().map(MethodTable::deny).toList());
    }
}
