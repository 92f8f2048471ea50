package dev.berth.control.template;

import static dev.berth.migrations.schema.Tables.METHOD_TABLE;
import static dev.berth.migrations.schema.Tables.NETWORK;

import dev.berth.control.database.JsonColumns;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.JSONB;

/** Networks and their method tables as stored. */
public final class Networks {
    private Networks() {}

    public static List<Network> all(DSLContext tx) {
        return tx.select(NETWORK.DEFINITION)
                .from(NETWORK)
                .orderBy(NETWORK.NETWORK_)
                .fetch(row -> network(row.value1()));
    }

    public static Optional<Network> find(DSLContext tx, String name) {
        return tx.select(NETWORK.DEFINITION)
                .from(NETWORK)
                .where(NETWORK.NETWORK_.eq(name))
                .fetchOptional(row -> network(row.value1()));
    }

    /** Every method table as written, by name. */
    public static Map<String, MethodTable> methodTables(DSLContext tx) {
        var tables = new TreeMap<String, MethodTable>();
        tx.select(METHOD_TABLE.NAME, METHOD_TABLE.DEFINITION)
                .from(METHOD_TABLE)
                .forEach(row ->
                        tables.put(row.value1(), TemplateJson.read(JsonColumns.tree(row.value2()), MethodTable.class)));
        return tables;
    }

    /** The methods of a network, with those of the tables that its own extends. */
    public static ResolvedMethods methods(DSLContext tx, Network network) {
        return ResolvedMethods.of(network.methodTable(), methodTables(tx));
    }

    private static Network network(JSONB definition) {
        return TemplateJson.read(JsonColumns.tree(definition), Network.class);
    }
}
