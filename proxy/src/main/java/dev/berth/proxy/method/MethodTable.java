package dev.berth.proxy.method;

import dev.berth.proxy.jsonrpc.Bitcoin10;
import dev.berth.proxy.jsonrpc.Dialect;
import dev.berth.proxy.jsonrpc.JsonRpc20;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The methods that a network knows. An exact name wins over a prefix, a longer prefix over a shorter one. */
public record MethodTable(String name, Dialect dialect, Map<String, Method> exact, List<Prefix> prefixes) {

    /** An entry that stands for every name that begins with the prefix. */
    record Prefix(String prefix, Method method) {}

    public static MethodTable of(dev.berth.contract.v1.MethodTable table) {
        Dialect dialect = switch (table.getDialect()) {
            case JSONRPC_2_0 -> new JsonRpc20();
            case BITCOIN_1_0 -> new Bitcoin10();
            case DIALECT_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("dialect of method table " + table.getName() + ": "
                        + table.getDialect() + " (expected: JSONRPC_2_0 or BITCOIN_1_0)");
        };
        List<Method> methods = table.getMethodsList().stream().map(Method::of).toList();
        Map<String, Method> exact = methods.stream()
                .filter(method -> !method.name().endsWith("*"))
                .collect(Collectors.toUnmodifiableMap(Method::name, Function.identity(), (one, _) -> {
                    throw new IllegalArgumentException(
                            "method table " + table.getName() + ": " + one.name() + " stands twice (expected: once)");
                }));
        List<Prefix> prefixes = methods.stream()
                .filter(method -> method.name().endsWith("*"))
                .map(method ->
                        new Prefix(method.name().substring(0, method.name().length() - 1), method))
                .sorted(Comparator.comparingInt((Prefix prefix) -> prefix.prefix.length())
                        .reversed())
                .toList();
        return new MethodTable(table.getName(), dialect, exact, prefixes);
    }

    /** What the table says about the method; null when nothing, and then it is refused as unknown. */
    public @Nullable Method find(String method) {
        Method named = exact.get(method);
        if (named != null) return named;
        for (Prefix prefix : prefixes) {
            if (method.startsWith(prefix.prefix)) return prefix.method;
        }
        return null;
    }
}
