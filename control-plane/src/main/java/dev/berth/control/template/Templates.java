package dev.berth.control.template;

import static dev.berth.migrations.schema.Tables.TEMPLATE_VERSION;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.database.JsonColumns;
import dev.berth.host.artifact.Content;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.DSLContext;
import org.jooq.JSON;
import org.jooq.JSONB;
import org.jooq.Record;

/** Template versions as stored. Their content never changes, so each is read from its JSON once. */
public final class Templates {
    private final Map<TemplateHash, TemplateVersion> read = new ConcurrentHashMap<>();

    /** The newest version of the template of that name. */
    public Optional<StoredTemplate> newest(DSLContext tx, String name) {
        return tx.selectFrom(TEMPLATE_VERSION)
                .where(TEMPLATE_VERSION.TEMPLATE.eq(name))
                .orderBy(TEMPLATE_VERSION.CREATED_AT.desc(), TEMPLATE_VERSION.TEMPLATE_HASH)
                .limit(1)
                .fetchOptional(this::stored);
    }

    public Optional<StoredTemplate> version(DSLContext tx, TemplateHash hash) {
        return tx.selectFrom(TEMPLATE_VERSION)
                .where(TEMPLATE_VERSION.TEMPLATE_HASH.eq(hash.value()))
                .fetchOptional(this::stored);
    }

    /** The version of a node or pool, which the database keeps as long as that refers to it. */
    public TemplateVersion required(DSLContext tx, TemplateHash hash) {
        TemplateVersion known = read.get(hash);
        return known != null ? known : version(tx, hash).orElseThrow().version();
    }

    /** The newest version of every template, by name. */
    public List<StoredTemplate> all(DSLContext tx) {
        return tx.select()
                .distinctOn(TEMPLATE_VERSION.TEMPLATE)
                .from(TEMPLATE_VERSION)
                .orderBy(TEMPLATE_VERSION.TEMPLATE, TEMPLATE_VERSION.CREATED_AT.desc(), TEMPLATE_VERSION.TEMPLATE_HASH)
                .fetch(this::stored);
    }

    /** Every version of one template, the newest first. */
    public List<StoredTemplate> versions(DSLContext tx, String name) {
        return tx.selectFrom(TEMPLATE_VERSION)
                .where(TEMPLATE_VERSION.TEMPLATE.eq(name))
                .orderBy(TEMPLATE_VERSION.CREATED_AT.desc(), TEMPLATE_VERSION.TEMPLATE_HASH)
                .fetch(this::stored);
    }

    /** Every version that may run. */
    public List<StoredTemplate> approved(DSLContext tx) {
        return tx.selectFrom(TEMPLATE_VERSION)
                .where(TEMPLATE_VERSION.APPROVED)
                .orderBy(TEMPLATE_VERSION.TEMPLATE_HASH)
                .fetch(this::stored);
    }

    /** A version as it was written. */
    public static JsonNode definition(DSLContext tx, TemplateHash hash) {
        return JsonColumns.tree(tx.select(TEMPLATE_VERSION.DEFINITION)
                .from(TEMPLATE_VERSION)
                .where(TEMPLATE_VERSION.TEMPLATE_HASH.eq(hash.value()))
                .fetchSingle()
                .value1());
    }

    private StoredTemplate stored(Record row) {
        var hash = new TemplateHash(row.get(TEMPLATE_VERSION.TEMPLATE_HASH));
        TemplateVersion version = read.computeIfAbsent(
                hash, _ -> parse(hash, row.get(TEMPLATE_VERSION.DEFINITION), row.get(TEMPLATE_VERSION.FILES)));
        return new StoredTemplate(version, row.get(TEMPLATE_VERSION.APPROVED), row.get(TEMPLATE_VERSION.CREATED_AT));
    }

    private static TemplateVersion parse(TemplateHash hash, JSON definition, JSONB files) {
        var contents = new LinkedHashMap<String, Content>();
        JsonColumns.read(files, new TypeReference<Map<String, String>>() {})
                .forEach((path, base64) ->
                        contents.put(path, Content.of(Base64.getDecoder().decode(base64))));
        return new TemplateVersion(hash, TemplateJson.read(JsonColumns.tree(definition), Template.class), contents);
    }
}
