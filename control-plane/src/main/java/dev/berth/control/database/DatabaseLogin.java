package dev.berth.control.database;

/** How to log in to PostgreSQL. Not printed: it holds a password. */
public record DatabaseLogin(String jdbcUrl, String user, String password) {
    public DatabaseLogin {
        if (!jdbcUrl.startsWith("jdbc:postgresql:"))
            throw new IllegalArgumentException(
                    "database URL: " + jdbcUrl + " (expected: jdbc:postgresql://host:port/name)");
    }

    @Override
    public String toString() {
        return user + " at " + jdbcUrl;
    }
}
