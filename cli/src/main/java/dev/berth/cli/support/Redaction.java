package dev.berth.cli.support;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes secrets out of texts: those that are known, and whatever has the shape of one. */
final class Redaction {
    private static final String MARK = "[redacted]";
    private static final int SHORTEST = 8;

    /** A key's id says which it is, and opens nothing. */
    private static final Pattern KEY = Pattern.compile("(berth_[a-z]+_[0-9a-z]{12}_)[0-9a-z]+");

    private static final Pattern SIGNING_SECRET = Pattern.compile("whsec_[A-Za-z0-9+/=]+");
    private static final Pattern IN_URL = Pattern.compile("(://[^/@\\s:]+:)[^/@\\s]+(?=@)");
    private static final Pattern NAMED =
            Pattern.compile("(?i)((?:password|secret|token|passphrase)\\s*[=:]\\s*\"?)[^\\s\"&,;]+");

    private final List<String> secrets;

    /** @param secrets those that are known; the longest are taken out first */
    Redaction(Collection<String> secrets) {
        this.secrets = secrets.stream()
                .map(String::strip)
                .filter(secret -> secret.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    String of(String text) {
        String redacted = text;
        for (String secret : secrets) redacted = redacted.replace(secret, MARK);
        redacted = KEY.matcher(redacted).replaceAll("$1" + Matcher.quoteReplacement(MARK));
        redacted = SIGNING_SECRET.matcher(redacted).replaceAll("whsec_" + Matcher.quoteReplacement(MARK));
        redacted = IN_URL.matcher(redacted).replaceAll("$1" + Matcher.quoteReplacement(MARK));
        return NAMED.matcher(redacted).replaceAll("$1" + Matcher.quoteReplacement(MARK));
    }
}
