package dev.berth.proxy.access;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The methods that an endpoint allows: exact names, or prefixes with a trailing {@code *}; none at all allows every one. */
public record MethodPatterns(Set<String> exact, List<String> prefixes) {
    public static MethodPatterns of(List<String> patterns) {
        var exact = new HashSet<String>();
        patterns.stream().filter(pattern -> !pattern.endsWith("*")).forEach(exact::add);
        List<String> prefixes = patterns.stream()
                .filter(pattern -> pattern.endsWith("*"))
                .map(pattern -> pattern.substring(0, pattern.length() - 1))
                .toList();
        return new MethodPatterns(Set.copyOf(exact), prefixes);
    }

    public boolean allow(String method) {
        if (exact.isEmpty() && prefixes.isEmpty()) return true;
        if (exact.contains(method)) return true;
        for (String prefix : prefixes) {
            if (method.startsWith(prefix)) return true;
        }
        return false;
    }
}
