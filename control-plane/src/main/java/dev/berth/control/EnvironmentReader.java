package dev.berth.control;

import dev.berth.control.database.DatabaseLogin;
import dev.berth.control.outbound.PublicNetwork;
import dev.berth.control.secret.MasterKey;
import dev.berth.settings.ToldSettings;
import inet.ipaddr.IPAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads variables, and goes on after a wrong one, so that all are named at once. Values of secrets are never named. */
final class EnvironmentReader {
    private final ToldSettings told;

    EnvironmentReader(Map<String, String> environment) {
        told = new ToldSettings(environment, EnvironmentReader::isOurs);
    }

    ToldSettings told() {
        return told;
    }

    /** The proxy's settings may stand in the same file, and it is who knows them. */
    private static boolean isOurs(String name) {
        return !name.startsWith("BERTH_PROXY_");
    }

    /** How a login is put together. */
    interface Login {
        DatabaseLogin of(String url, String user, String password);
    }

    Optional<DatabaseLogin> combined(
            String name, Optional<String> url, Optional<String> user, Optional<String> password, Login login) {
        if (url.isEmpty() || user.isEmpty() || password.isEmpty()) return Optional.empty();
        try {
            return Optional.of(login.of(url.get(), user.get(), password.get()));
        } catch (IllegalArgumentException e) {
            told.wrong(name, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** Texts between commas; none when the variable is absent. */
    Set<String> list(String name) {
        String text = told.text(name);
        return text == null || text.isBlank() ? Set.of() : Set.of(text.strip().split("\\s*,\\s*"));
    }

    void throwIfWrong() {
        List<String> wrong = told.problems();
        if (!wrong.isEmpty()) throw new IllegalArgumentException("configuration:\n  " + String.join("\n  ", wrong));
    }

    static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}"))
            throw new IllegalArgumentException(text + " (expected: host:port)");
        String host = text.substring(0, colon).replaceAll("^\\[|]$", "");
        return new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
    }

    static MasterKey key(String hex) {
        if (!hex.matches("[0-9a-fA-F]{64}"))
            throw new IllegalArgumentException(hex.length() + " characters (expected: 64 hexadecimal digits)");
        return new MasterKey(HexFormat.of().parseHex(hex));
    }

    static URI httpUrl(String text) {
        URI url = URI.create(text);
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme())))
            throw new IllegalArgumentException(text + " (expected: http://host or https://host)");
        return url;
    }

    /** Ranges of addresses, between commas. */
    static List<IPAddress> networks(String text) {
        return Stream.of(text.strip().split("\\s*,\\s*"))
                .map(PublicNetwork::range)
                .toList();
    }

    /** Ports, between commas. */
    static Set<Integer> ports(String text) {
        if (!text.matches("\\s*[0-9]{1,5}(\\s*,\\s*[0-9]{1,5})*\\s*"))
            throw new IllegalArgumentException(text + " (expected: ports between commas)");
        return Stream.of(text.strip().split("\\s*,\\s*")).map(Integer::valueOf).collect(Collectors.toSet());
    }

    /** A whole number of seconds. */
    static Duration seconds(String text, int least) {
        if (!text.matches("[0-9]{1,7}") || Integer.parseInt(text) < least)
            throw new IllegalArgumentException(text + " (expected: a whole number of seconds, at least " + least + ")");
        return Duration.ofSeconds(Integer.parseInt(text));
    }

    static boolean flag(String text) {
        if (!text.matches("[01]|true|false")) throw new IllegalArgumentException(text + " (expected: 1 or 0)");
        return text.equals("1") || text.equals("true");
    }
}
