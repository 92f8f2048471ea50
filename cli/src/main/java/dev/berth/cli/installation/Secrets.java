package dev.berth.cli.installation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The installation's secrets, one file each, made once. They reach processes by the path of their file. */
public final class Secrets {
    private final Path directory;
    private final SecureRandom random = new SecureRandom();

    public Secrets(Installation installation) {
        this.directory = installation.secrets();
    }

    public Path databasePassword() {
        return made("database-password", randomHex(24));
    }

    /** Seals secrets in the database; lost with this file. */
    public Path masterKey() {
        return made("master-key", randomHex(32));
    }

    public Path proxyToken() {
        return made("proxy-token", randomHex(32));
    }

    /** Seals nodes' credentials on their way to proxies. */
    public Path proxySealingKey() {
        return made("proxy-sealing-key", randomHex(32));
    }

    public Path operatorKey() {
        return made("operator-key", ApiKeyText.random("api", random));
    }

    private Path made(String name, String value) {
        Path file = directory.resolve(name);
        if (!Files.exists(file)) {
            PrivateFile.write(file, value);
        }
        return file;
    }

    private String randomHex(int bytes) {
        byte[] value = new byte[bytes];
        random.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }
}
