package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.billing.ExplainLine;
import dev.berth.control.billing.Explanation;
import dev.berth.control.billing.Export;
import dev.berth.control.database.Database;
import dev.berth.control.tenant.Scope;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.time.YearMonth;

/** A month's bill, as files and line by line. */
final class ExportRoutes {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int AT_ONCE = 32 * 1024;

    private final Export export;
    private final ExplainLine explainLine;

    ExportRoutes(Database database) {
        this.export = new Export(database);
        this.explainLine = new ExplainLine(database);
    }

    /** One of the forms in which an export leaves. */
    private interface Form {
        void write(Scope scope, YearMonth month, Writer out) throws IOException;
    }

    void register(Routes routes) {
        routes.on("exportCsv", call -> stream(call, "text/csv; charset=utf-8", export::csv))
                .on("exportJson", call -> stream(call, "application/json", export::json))
                .on("explainLine", this::explain);
    }

    private static Reply stream(ApiCall call, String contentType, Form form) {
        YearMonth month = YearMonth.parse(call.text("month"));
        return new Reply.Stream(contentType, sink -> {
            var out = new BufferedWriter(new SinkWriter(sink), AT_ONCE);
            form.write(call.scope(), month, out);
            out.flush();
        });
    }

    private Reply explain(ApiCall call) {
        String line = call.text("line");
        Explanation explanation = explainLine
                .explain(call.scope(), YearMonth.parse(call.text("month")), line)
                .orElseThrow(() ->
                        Problem.notFound("line of " + call.text("month"), line).exception());
        ObjectNode view = View.object();
        view.set("line", JSON.valueToTree(explanation.line()));
        view.set("prices", explanation.table().<JsonNode>map(PriceRoutes::view).orElse(NullNode.getInstance()));
        var rows = view.putArray("rows");
        for (Explanation.Row row : explanation.rows()) rows.add(view(row));
        return Reply.ok(view);
    }

    private static ObjectNode view(Explanation.Row row) {
        ObjectNode view = switch (row) {
            case Explanation.Row.Hour hour ->
                View.object()
                        .put("hour", hour.hour().toString())
                        .put("answered", hour.counts().answered())
                        .put("failed", hour.counts().failed())
                        .put("refused", hour.counts().refused())
                        .put("invalid", hour.counts().invalid());
            case Explanation.Row.Ready ready ->
                View.object()
                        .put("from", ready.from().toString())
                        .put("to", ready.to().toString());
        };
        return view.put("quantity", Long.toString(row.quantity()))
                .put("cost", row.cost().toPlainString());
    }

    /** Hands characters on to a client; what is written is buffered before it. */
    private static final class SinkWriter extends Writer {
        private final Reply.Sink sink;

        SinkWriter(Reply.Sink sink) {
            this.sink = sink;
        }

        @Override
        public void write(char[] characters, int from, int length) throws IOException {
            sink.write(new String(characters, from, length));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
