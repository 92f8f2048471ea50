package dev.berth.control.billing;

import java.io.IOException;
import java.time.YearMonth;

/** A form in which an export leaves: begun once, then line by line, then ended. It closes nothing. */
interface ExportWriter {
    void begin(YearMonth month, Progress progress) throws IOException;

    void line(ExportLine line) throws IOException;

    void end(Totals totals) throws IOException;
}
