package dev.berth.control.template;

import static dev.berth.migrations.schema.Tables.METHOD_TABLE;
import static dev.berth.migrations.schema.Tables.NETWORK;
import static dev.berth.migrations.schema.Tables.PRICE_TABLE;
import static dev.berth.migrations.schema.Tables.TEMPLATE_VERSION;
import static java.util.Objects.requireNonNull;
import static org.jooq.impl.DSL.currentInstant;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.database.Database;
import dev.berth.control.database.JsonColumns;
import java.time.Instant;
import java.util.Base64;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the database level with the catalogue, at every start; what is level already stays as it is. */
public final class StoreCatalogue {
    private static final Logger LOG = LoggerFactory.getLogger(StoreCatalogue.class);
    private static final String AUTHOR = "catalogue";

    private StoreCatalogue() {}

    public static void run(Database database, Catalogue catalogue) {
        catalogue
                .findings()
                .forEach(
                        finding -> LOG.atError().addKeyValue("finding", finding).log("catalogue entry left out"));
        database.doAsPlatform(tx -> {
            tx.execute("select pg_advisory_xact_lock(hashtext('berth.catalogue'))");
            catalogue.definitions().methodTables().forEach((name, document) -> methodTable(tx, name, document));
            catalogue.definitions().networks().forEach((name, document) -> network(tx, name, document));
            catalogue.definitions().prices().forEach((name, document) -> prices(tx, name, document));
            for (TemplateVersion version : catalogue.templates())
                template(
                        tx,
                        version,
                        requireNonNull(catalogue.definitions().templates().get(version.hash())));
        });
    }

    private static void network(DSLContext tx, String name, JsonNode document) {
        var definition = JsonColumns.jsonb(document);
        tx.insertInto(NETWORK)
                .set(NETWORK.NETWORK_, name)
                .set(NETWORK.DEFINITION, definition)
                .onConflict(NETWORK.NETWORK_)
                .doUpdate()
                .set(NETWORK.DEFINITION, definition)
                .set(NETWORK.UPDATED_AT, currentInstant())
                .where(NETWORK.DEFINITION.ne(definition))
                .execute();
    }

    private static void methodTable(DSLContext tx, String name, JsonNode document) {
        var definition = JsonColumns.jsonb(document);
        tx.insertInto(METHOD_TABLE)
                .set(METHOD_TABLE.NAME, name)
                .set(METHOD_TABLE.DEFINITION, definition)
                .onConflict(METHOD_TABLE.NAME)
                .doUpdate()
                .set(METHOD_TABLE.DEFINITION, definition)
                .set(METHOD_TABLE.UPDATED_AT, currentInstant())
                .where(METHOD_TABLE.DEFINITION.ne(definition))
                .execute();
    }

    /** Each version in force from its time on; one that is stored under that time already stays, whatever the file says now. */
    private static void prices(DSLContext tx, String network, JsonNode document) {
        int number = 0;
        for (JsonNode version : document.path("versions")) {
            number++;
            Instant validFrom = Instant.parse(version.path("validFrom").asText());
            tx.insertInto(PRICE_TABLE)
                    .set(PRICE_TABLE.NETWORK, network)
                    .set(PRICE_TABLE.VERSION, number)
                    .set(PRICE_TABLE.VALID_FROM, validFrom)
                    .set(PRICE_TABLE.CURRENCY, document.path("currency").asText())
                    .set(PRICE_TABLE.DEFINITION, JsonColumns.jsonb(version))
                    .set(PRICE_TABLE.CREATED_BY, AUTHOR)
                    .onConflictDoNothing()
                    .execute();
        }
    }

    /** A version that is stored already becomes the newest again, should the catalogue have gone back to it. */
    private static void template(DSLContext tx, TemplateVersion version, JsonNode definition) {
        var files = new TreeMap<String, String>();
        version.files()
                .forEach((path, content) -> files.put(path, Base64.getEncoder().encodeToString(content.bytes())));
        int added = tx.insertInto(TEMPLATE_VERSION)
                .set(TEMPLATE_VERSION.TEMPLATE_HASH, version.hash().value())
                .set(TEMPLATE_VERSION.TEMPLATE, version.template().name())
                .set(TEMPLATE_VERSION.DEFINITION, JsonColumns.json(definition))
                .set(TEMPLATE_VERSION.FILES, JsonColumns.jsonb(files))
                .set(TEMPLATE_VERSION.VERIFIED, version.template().verified())
                .onConflictDoNothing()
                .execute();
        if (added > 0) return;
        var newer = TEMPLATE_VERSION.as("newer");
        tx.update(TEMPLATE_VERSION)
                .set(TEMPLATE_VERSION.CREATED_AT, currentInstant())
                .where(TEMPLATE_VERSION.TEMPLATE_HASH.eq(version.hash().value()))
                .andExists(tx.selectOne()
                        .from(newer)
                        .where(newer.TEMPLATE.eq(TEMPLATE_VERSION.TEMPLATE))
                        .and(newer.CREATED_AT.gt(TEMPLATE_VERSION.CREATED_AT)))
                .execute();
    }
}
