package dev.berth.control.billing;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.Writer;
import java.time.YearMonth;

/**
 * An export as CSV: a header and the lines, as RFC 4180 has it, but each ended by a line feed alone. A text that a
 * spreadsheet would take for a formula has an apostrophe in front, and no text has control characters.
 */
final class CsvExport implements ExportWriter {
    private static final CsvMapper MAPPER = CsvMapper.csvBuilder()
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
            .addModule(new SimpleModule().addSerializer(new HarmlessText()))
            .build();
    private static final CsvSchema COLUMNS =
            MAPPER.schemaFor(ExportLine.class).withHeader().withLineSeparator("\n");
    private static final String FORMULA_STARTS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private final SequenceWriter rows;

    CsvExport(Writer out) throws IOException {
        this.rows = MAPPER.writerFor(ExportLine.class).with(COLUMNS).writeValues(out);
    }

    @Override
    public void begin(YearMonth month, Progress progress) {}

    @Override
    public void line(ExportLine line) throws IOException {
        rows.write(line);
    }

    @Override
    public void end(Totals totals) throws IOException {
        rows.close();
    }

    static String harmless(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "\uFFFD");
        boolean formula = !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0;
        return formula ? "'" + printable : printable;
    }

    private static final class HarmlessText extends StdSerializer<String> {
        private static final long serialVersionUID = 1;

        HarmlessText() {
            super(String.class);
        }

        @Override
        public void serialize(String text, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(harmless(text));
        }
    }
}
