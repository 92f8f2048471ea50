package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.tenant.Role;
import java.util.Locale;
import java.util.stream.Collectors;

/** The document as a page for people: plain HTML, nothing loaded from elsewhere. */
final class DocumentationPage {
    private static final String STYLE = """
        body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}
        code,pre{font:14px/1.45 ui-monospace,monospace;background:#f3f5f7;border-radius:4px;padding:.1em .3em}
        pre{padding:.8em;overflow:auto}details{border-top:1px solid #d8dee4;padding:.5em 0}summary{cursor:pointer}
        .m{display:inline-block;width:4.5em;font-weight:600}.r{color:#57606a;font-size:.9em}
        table{border-collapse:collapse}td{padding:.15em .8em .15em 0;vertical-align:top}
        @media(prefers-color-scheme:dark){body{background:#15181c;color:#e6e9ec}code,pre{background:#22272e}}
        """;

    private DocumentationPage() {}

    static String of(ContractDocument document) {
        JsonNode info = document.json().get("info");
        var page = new StringBuilder(200_000);
        page.append("<!doctype html><html lang=en><meta charset=utf-8><title>Berth API</title>")
                .append("<meta name=viewport content='width=device-width'><style>")
                .append(STYLE)
                .append("</style><h1>Berth API</h1><p>")
                .append(escape(info.get("summary").asText()))
                .append("</p><pre>")
                .append(escape(info.get("description").asText()))
                .append("</pre><p>As a document: <a href=/api/v1/openapi.yaml>YAML</a>, ")
                .append("<a href=/api/v1/openapi.json>JSON</a></p>");
        for (JsonNode tag : document.json().get("tags")) section(page, document, tag);
        page.append("<h2 id=schemas>Schemas</h2>");
        for (var schema : document.json().at("/components/schemas").properties())
            page.append("<details id='")
                    .append(escape(schema.getKey()))
                    .append("'><summary><code>")
                    .append(escape(schema.getKey()))
                    .append("</code></summary><pre>")
                    .append(escape(schema.getValue().toPrettyString()))
                    .append("</pre></details>");
        return page.append("</html>").toString();
    }

    private static void section(StringBuilder page, ContractDocument document, JsonNode tag) {
        String name = tag.get("name").asText();
        page.append("<h2 id='")
                .append(escape(name))
                .append("'>")
                .append(escape(name))
                .append("</h2><p>");
        page.append(escape(tag.get("description").asText())).append("</p>");
        for (DocumentedOperation operation : document.operations())
            if (operation.tag().equals(name)) operation(page, document, operation);
    }

    private static void operation(StringBuilder page, ContractDocument document, DocumentedOperation operation) {
        page.append("<details id='")
                .append(escape(operation.id()))
                .append("'><summary><span class=m>")
                .append(operation.method())
                .append("</span> <code>")
                .append(escape(operation.path()))
                .append("</code> ")
                .append(escape(operation.summary()))
                .append("</summary><p>")
                .append(escape(operation.description()))
                .append("</p><p class=r>")
                .append(operation.open() ? "anybody, without a key" : roles(operation))
                .append("</p><table>");
        for (DocumentedOperation.Parameter parameter : operation.parameters())
            page.append("<tr><td><code>")
                    .append(escape(parameter.name()))
                    .append("</code><td>")
                    .append(parameter.place().name().toLowerCase(Locale.ROOT))
                    .append(parameter.required() ? ", required" : "")
                    .append("<td>")
                    .append(escape(parameter.description()))
                    .append("<td><code>")
                    .append(escape(document.resolve(parameter.schema()).toString()))
                    .append("</code>");
        page.append("</table>");
        JsonNode body = operation.bodySchema();
        if (body != null) page.append("<p>Body: ").append(reference(body)).append("</p>");
        page.append("</details>");
    }

    private static String roles(DocumentedOperation operation) {
        return operation.roles().stream().map(Role::text).collect(Collectors.joining(", "));
    }

    private static String reference(JsonNode schema) {
        String path = schema.path("$ref").asText();
        String name = escape(path.substring(path.lastIndexOf('/') + 1));
        return "<a href='#" + name + "'><code>" + name + "</code></a>";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;")
                .replace("\"", "&quot;");
    }
}
