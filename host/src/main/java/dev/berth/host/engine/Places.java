package dev.berth.host.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Where an engine puts what placeholders name, as the unit sees it.
 *
 * @param port the number that a unit listens on
 * @param address how a unit dials another one
 */
public record Places(
        String artifact,
        Optional<String> runtime,
        Optional<String> data,
        String files,
        String secrets,
        String bind,
        ToIntFunction<Port> port,
        Function<Address, String> address) {

    public Placeholders placeholders(UnitSpec unit) {
        var values = new HashMap<String, String>();
        values.put("artifact", artifact);
        runtime.ifPresent(path -> values.put("runtime", path));
        data.ifPresent(path -> values.put("data", path));
        values.put("files", files);
        values.put("members", files + "/" + UnitSpec.MEMBERS_FILE);
        values.put("secrets", secrets);
        values.put("bind", bind);
        for (Port declared : unit.ports())
            values.put("port." + declared.name(), Integer.toString(port.applyAsInt(declared)));
        values.putAll(named(unit.addresses(), address));
        return new Placeholders(values);
    }

    /** The placeholders that a file written while its unit runs may have. */
    public static Placeholders ofAddresses(Map<String, Address> addresses, Function<Address, String> address) {
        return new Placeholders(named(addresses, address));
    }

    private static Map<String, String> named(Map<String, Address> addresses, Function<Address, String> address) {
        var values = new HashMap<String, String>();
        addresses.forEach((name, where) -> values.put("address." + name, address.apply(where)));
        return values;
    }
}
