package dev.berth.cli.output;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * What is being done, one line a step with the time it took. On a terminal the line of the current step moves; elsewhere
 * a step is a line once it has ended.
 */
public final class Steps {
    private static final String SPINNER = "|/-\\";
    private static final int NAME_WIDTH = 20;
    private static final int DETAIL_WIDTH = 90;

    private final PrintStream out;
    private final boolean terminal;
    private String name = "";
    private long since;
    private int turn;

    public Steps(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** The `berth` script says by BERTH_TERMINAL whether a person looks at the output. */
    public static Steps on(PrintStream out) {
        return new Steps(out, "1".equals(System.getenv("BERTH_TERMINAL")));
    }

    public void begin(String step) {
        name = step;
        since = System.nanoTime();
        progress("");
    }

    /** Shows how far the current step is. */
    public void progress(String detail) {
        if (terminal) {
            turn++;
            out.print("\r\033[K" + line(SPINNER.charAt(turn % SPINNER.length()), shorten(detail)));
            out.flush();
        }
    }

    public void done(String detail) {
        end('+', detail);
    }

    public void failed(String detail) {
        end('x', detail);
    }

    /** A line of its own while steps run. */
    public void note(String text) {
        out.println((terminal ? "\r\033[K" : "") + text);
    }

    private void end(char mark, String detail) {
        out.println((terminal ? "\r\033[K" : "") + line(mark, detail));
    }

    private String line(char mark, String detail) {
        double seconds = Duration.ofNanos(System.nanoTime() - since).toMillis() / 1000.0;
        return String.format(Locale.ROOT, "%c %-" + NAME_WIDTH + "s %6.1f s  %s", mark, name, seconds, detail)
                .stripTrailing();
    }

    private static String shorten(String detail) {
        return detail.length() <= DETAIL_WIDTH ? detail : detail.substring(0, DETAIL_WIDTH - 3) + "...";
    }
}
