package dev.berth.cli.output;

/** What the command tells scripts. */
public final class ExitCode {
    public static final int DONE = 0;
    /** It was tried and did not succeed, or what was asked about is not well. */
    public static final int FAILED = 1;
    /** The command line is wrong. */
    public static final int USAGE = 2;

    public static final int NOT_FOUND = 3;
    /** No key, or one that may not do this. */
    public static final int NOT_ALLOWED = 4;
    /** The API refused the request: wrong fields, conflict, quota, no capacity. */
    public static final int REFUSED = 5;
    /** Nobody answered. */
    public static final int UNREACHABLE = 6;

    public static final String DONE_TEXT = "0:Done";
    public static final String FAILED_TEXT = "1:It was tried and did not succeed, or what was asked about is not well";
    public static final String USAGE_TEXT = "2:The command line is wrong";
    public static final String NOT_FOUND_TEXT = "3:There is no such thing";
    public static final String NOT_ALLOWED_TEXT = "4:No key, or one that may not do this";
    public static final String REFUSED_TEXT = "5:The API refused: wrong fields, conflict, quota, no capacity";
    public static final String UNREACHABLE_TEXT = "6:Nobody answered";

    private ExitCode() {}

    public static int ofStatus(int status) {
        return switch (status) {
            case 401, 403 -> NOT_ALLOWED;
            case 404 -> NOT_FOUND;
            case 502, 503, 504 -> UNREACHABLE;
            default -> status >= 500 ? FAILED : REFUSED;
        };
    }
}
