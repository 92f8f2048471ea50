package dev.berth.proxy.listen;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How an answer may be packed (RFC 9110, 8.4.1 and 12.5.3). */
enum AnswerCoding {
    GZIP("gzip"),
    DEFLATE("deflate");

    private final String token;

    AnswerCoding(String token) {
        this.token = token;
    }

    /** As {@code Content-Encoding} names it. */
    String token() {
        return token;
    }

    /** The one that the caller likes best, gzip where it does not care; null: as it is. */
    static @Nullable AnswerCoding acceptedBy(@Nullable String acceptEncoding) {
        if (acceptEncoding == null) return null;
        double gzip = -1;
        double deflate = -1;
        double any = -1;
        for (String each : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
            int semicolon = each.indexOf(';');
            double weight = semicolon < 0 ? 1 : weight(each.substring(semicolon + 1));
            switch ((semicolon < 0 ? each : each.substring(0, semicolon)).strip()) {
                case "gzip", "x-gzip" -> gzip = weight;
                case "deflate" -> deflate = weight;
                case "*" -> any = weight;
                default -> {}
            }
        }
        if (gzip < 0) gzip = any;
        if (deflate < 0) deflate = any;
        if (gzip <= 0 && deflate <= 0) return null;
        return gzip >= deflate ? GZIP : DEFLATE;
    }

    /** Of {@code q=0.5}; what is no weight counts as none. */
    private static double weight(String parameter) {
        String text = parameter.strip();
        if (!text.startsWith("q=")) return 0;
        try {
            return Double.parseDouble(text.substring(2).strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
