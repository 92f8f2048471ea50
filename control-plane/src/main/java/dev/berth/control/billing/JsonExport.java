package dev.berth.control.billing;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.berth.control.usage.Completeness;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Map;

/** An export as one JSON object: how complete it is, the lines, and what they cost together. */
final class JsonExport implements ExportWriter {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .build();

    private final JsonGenerator out;

    JsonExport(Writer out) throws IOException {
        this.out = MAPPER.createGenerator(out);
    }

    @Override
    public void begin(YearMonth month, Progress progress) throws IOException {
        Period period = Period.of(month);
        out.writeStartObject();
        out.writeStringField("month", month.toString());
        out.writeStringField("from", period.from().toString());
        out.writeStringField("to", period.to().toString());
        out.writeBooleanField("complete", progress.complete());
        out.writeArrayFieldStart("completeness");
        for (Completeness proxy : progress.proxies()) {
            out.writeStartObject();
            out.writeStringField("proxyId", proxy.proxy().toString());
            out.writeStringField(
                    "completeUntil", proxy.until().map(Instant::toString).orElse(null));
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("lines");
    }

    @Override
    public void line(ExportLine line) throws IOException {
        out.writePOJO(line);
    }

    @Override
    public void end(Totals totals) throws IOException {
        out.writeEndArray();
        out.writeArrayFieldStart("totals");
        for (Map.Entry<String, BigDecimal> total : totals.costs().entrySet()) {
            out.writeStartObject();
            out.writeStringField("currency", total.getKey());
            out.writeStringField("cost", total.getValue().toPlainString());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
        out.close();
    }
}
