package dev.berth.control.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The JSON Schemas of the four kinds of document. */
final class Shapes {
    private final Schema template = schema("template");
    private final Schema network = schema("network");
    private final Schema methods = schema("methods");
    private final Schema prices = schema("prices");

    List<Finding> template(String where, JsonNode document) {
        return findings(template, where, document);
    }

    List<Finding> network(String where, JsonNode document) {
        return findings(network, where, document);
    }

    List<Finding> methods(String where, JsonNode document) {
        return findings(methods, where, document);
    }

    List<Finding> prices(String where, JsonNode document) {
        return findings(prices, where, document);
    }

    private static List<Finding> findings(Schema schema, String where, JsonNode document) {
        return schema.validate(document.toString(), InputFormat.JSON).stream()
                .map(error -> new Finding(where, "shape", error.getInstanceLocation() + " " + error.getMessage()))
                .toList();
    }

    private static Schema schema(String name) {
        String resource = "berth/schema/" + name + ".schema.json";
        try (InputStream stream = Shapes.class.getClassLoader().getResourceAsStream(resource)) {
            if (stream == null) throw new IllegalStateException("no " + resource + " on the classpath");
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(stream.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
