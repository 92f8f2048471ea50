package dev.berth.control.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Everything that node-templates brings, checked. What has a finding is not in it: one bad template takes no other with
 * it.
 *
 * @param definitions the documents as written, by kind and name: they are what is stored
 */
public record Catalogue(
        List<TemplateVersion> templates,
        SortedMap<String, Network> networks,
        SortedMap<String, MethodTable> methodTables,
        Definitions definitions,
        List<Finding> findings) {
    /** The documents that passed. */
    public record Definitions(
            Map<TemplateHash, JsonNode> templates,
            SortedMap<String, JsonNode> networks,
            SortedMap<String, JsonNode> methodTables,
            SortedMap<String, JsonNode> prices) {}

    /** Reads and checks what is on the classpath. */
    public static Catalogue load() {
        return check(TemplateFolders.fromClasspath());
    }

    static Catalogue check(TemplateFolders.Contents contents) {
        var shapes = new Shapes();
        var findings = new ArrayList<Finding>();
        var definitions = new Definitions(new LinkedHashMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        var tables = new TreeMap<String, MethodTable>();
        documents(contents.methods(), "table", shapes::methods, findings).forEach((name, document) -> {
            tables.put(name, TemplateJson.read(document, MethodTable.class));
            definitions.methodTables().put(name, document);
        });
        List.copyOf(tables.keySet()).forEach(name -> {
            List<Finding> wrong = MethodTableLint.of(ResolvedMethods.of(name, tables));
            findings.addAll(wrong);
            if (!wrong.isEmpty()) definitions.methodTables().remove(name);
        });
        tables.keySet().retainAll(definitions.methodTables().keySet());
        var networks = new TreeMap<String, Network>();
        documents(contents.networks(), "network", shapes::network, findings).forEach((name, document) -> {
            Network network = TemplateJson.read(document, Network.class);
            if (!tables.containsKey(network.methodTable())) {
                findings.add(new Finding(
                        "networks/" + name, "methods", "method table " + network.methodTable() + " is not there"));
                return;
            }
            networks.put(name, network);
            definitions.networks().put(name, document);
        });
        documents(contents.prices(), "prices", shapes::prices, findings).forEach((name, document) -> {
            if (networks.containsKey(name)) definitions.prices().put(name, document);
            else findings.add(new Finding("prices/" + name, "network", "network " + name + " is not there"));
        });
        var templates = new ArrayList<TemplateVersion>();
        for (TemplateFolders.Folder folder : contents.templates())
            template(folder, shapes, networks, templates, definitions, findings);
        return new Catalogue(List.copyOf(templates), networks, tables, definitions, List.copyOf(findings));
    }

    private static void template(
            TemplateFolders.Folder folder,
            Shapes shapes,
            Map<String, Network> networks,
            List<TemplateVersion> templates,
            Definitions definitions,
            List<Finding> findings) {
        String where = "templates/" + folder.name();
        JsonNode definition;
        try {
            definition = folder.definition();
        } catch (IllegalArgumentException unreadable) {
            findings.add(new Finding(where, "shape", String.valueOf(unreadable.getMessage())));
            return;
        }
        var wrong = new ArrayList<>(shapes.template(where, definition));
        wrong.addAll(named(folder.name(), "template", where, definition));
        if (wrong.isEmpty()) wrong.addAll(template(folder, definition, networks, templates));
        if (wrong.isEmpty()) definitions.templates().put(folder.hash(), definition);
        findings.addAll(wrong);
    }

    private static List<Finding> template(
            TemplateFolders.Folder folder,
            JsonNode definition,
            Map<String, Network> networks,
            List<TemplateVersion> templates) {
        String where = "templates/" + folder.name();
        try {
            Template template = TemplateJson.read(definition, Template.class);
            var version = new TemplateVersion(folder.hash(), template, folder.otherFiles());
            var wrong = new ArrayList<>(TemplateLint.of(version));
            template.networks().keySet().stream()
                    .filter(network -> !networks.containsKey(network))
                    .forEach(network ->
                            wrong.add(new Finding(where, "network", "network " + network + " is not there")));
            if (wrong.isEmpty()) templates.add(version);
            return wrong;
        } catch (IllegalArgumentException refused) {
            return List.of(new Finding(where, "shape", String.valueOf(refused.getMessage())));
        }
    }

    private static SortedMap<String, JsonNode> documents(
            SortedMap<String, JsonNode> documents,
            String key,
            BiFunction<String, JsonNode, List<Finding>> shape,
            List<Finding> findings) {
        var right = new TreeMap<String, JsonNode>();
        documents.forEach((name, document) -> {
            String where = key + "/" + name;
            var wrong = new ArrayList<>(shape.apply(where, document));
            wrong.addAll(named(name, key, where, document));
            if (wrong.isEmpty()) right.put(name, document);
            findings.addAll(wrong);
        });
        return right;
    }

    private static List<Finding> named(String name, String key, String where, JsonNode document) {
        String came = document.path(key).asText();
        return came.equals(name)
                ? List.of()
                : List.of(new Finding(where, "name", key + ": " + came + " (expected: " + name + ", as its file)"));
    }
}
