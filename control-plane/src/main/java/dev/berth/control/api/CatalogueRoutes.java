package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.template.StoredTemplate;
import dev.berth.control.template.TemplateHash;
import dev.berth.control.template.Templates;
import java.util.List;
import org.jooq.DSLContext;

/** What nodes can be made of. */
final class CatalogueRoutes {
    private static final List<String> AS_WRITTEN = List.of(
            "title",
            "description",
            "role",
            "kinds",
            "replication",
            "processEngine",
            "parameters",
            "sizes",
            "readiness",
            "expectedSync",
            "upgrade");

    private final Database database;
    private final Templates templates;

    CatalogueRoutes(Database database, Templates templates) {
        this.database = database;
        this.templates = templates;
    }

    void register(Routes routes) {
        routes.on("listTemplates", this::list)
                .on("showTemplate", this::show)
                .on("listTemplateVersions", this::versions)
                .on("showTemplateVersion", this::version);
    }

    private Reply list(ApiCall call) {
        String network = call.textOrNull("network");
        String after = call.cursor();
        return Reply.ok(database.asPlatform(tx -> {
            List<StoredTemplate> found = templates.all(tx).stream()
                    .filter(stored ->
                            network == null || stored.template().networks().containsKey(network))
                    .filter(stored -> after == null || stored.template().name().compareTo(after) > 0)
                    .limit(call.limit() + 1L)
                    .toList();
            return Page.of(
                    found,
                    call.limit(),
                    stored -> view(tx, stored),
                    stored -> stored.template().name());
        }));
    }

    private Reply show(ApiCall call) {
        String name = call.text("template");
        return Reply.ok(database.asPlatform(tx -> templates
                .newest(tx, name)
                .map(stored -> view(tx, stored))
                .orElseThrow(() -> Problem.notFound("template", name).exception())));
    }

    private Reply versions(ApiCall call) {
        String name = call.text("template");
        long from = call.cursorNumber(0);
        return Reply.ok(database.asPlatform(tx -> {
            List<StoredTemplate> all = templates.versions(tx, name);
            if (all.isEmpty()) throw Problem.notFound("template", name).exception();
            List<StoredTemplate> found =
                    all.stream().skip(from).limit(call.limit() + 1L).toList();
            return Page.numbered(found, from, call.limit(), stored -> view(tx, stored));
        }));
    }

    private Reply version(ApiCall call) {
        String name = call.text("template");
        String version = call.text("version");
        return Reply.ok(database.asPlatform(tx -> templates
                .version(tx, new TemplateHash(version))
                .filter(stored -> stored.template().name().equals(name))
                .map(stored -> view(tx, stored))
                .orElseThrow(() ->
                        Problem.notFound("version of template " + name, version).exception())));
    }

    private static ObjectNode view(DSLContext tx, StoredTemplate stored) {
        JsonNode written = Templates.definition(tx, stored.hash());
        ObjectNode view = View.object()
                .put("template", stored.template().name())
                .put("version", stored.hash().value());
        for (String key : AS_WRITTEN) if (written.has(key)) view.set(key, written.get(key));
        view.set("networks", View.texts(stored.template().networks().keySet()));
        var units = view.putArray("units");
        for (var unit : written.path("units").properties()) {
            ObjectNode one = units.addObject().put("name", unit.getKey());
            one.set("artifact", unit.getValue().path("artifact"));
            var ports = one.putArray("ports");
            for (var port : unit.getValue().path("ports").properties())
                ports.addObject()
                        .put("name", port.getKey())
                        .put("protocol", port.getValue().path("protocol").asText())
                        .put("publish", port.getValue().path("publish").asText());
        }
        view.put("verified", stored.template().verified());
        view.set("unresolved", View.texts(stored.template().unresolved()));
        return view.put("approved", stored.approved())
                .put("createdAt", stored.createdAt().toString());
    }
}
