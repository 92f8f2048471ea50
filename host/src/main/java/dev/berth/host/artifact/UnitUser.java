package dev.berth.host.artifact;

/** The unprivileged user that a unit runs as in a container, and that owns its data. */
public record UnitUser(int uid, int gid) {
    /** The user of a unit that keeps no data. */
    public static final UnitUser NOBODY = new UnitUser(65532, 65532);

    public UnitUser {
        if (uid < 1 || gid < 1)
            throw new IllegalArgumentException("user: " + uid + ":" + gid + " (expected: not root)");
    }

    /** Reads {@code uid:gid}. */
    public static UnitUser parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 2) throw new IllegalArgumentException("user: " + text + " (expected: uid:gid)");
        return new UnitUser(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }

    @Override
    public String toString() {
        return uid + ":" + gid;
    }
}
