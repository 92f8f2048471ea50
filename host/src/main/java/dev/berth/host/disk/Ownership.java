package dev.berth.host.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Gives files their mode and, when the engine runs as root, their user. */
public final class Ownership {
    private Ownership() {}

    /** Whether this process may give files away. */
    public static boolean root() {
        return System.getProperty("user.name").equals("root");
    }

    public static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    public static void give(Path path, int uid, int gid) throws IOException {
        Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
    }

    public static Path directory(Path path, String permissions) throws IOException {
        Files.createDirectories(path);
        mode(path, permissions);
        return path;
    }

    /** A unit's own user must be able to walk to its files: each directory above needs its x bit for others. */
    public static void checkReachable(Path path) throws IOException {
        for (Path at = path.toAbsolutePath(); at != null; at = at.getParent())
            if (!PosixFilePermissions.toString(Files.getPosixFilePermissions(at))
                    .endsWith("x"))
                throw new IOException(
                        at + ": closed to other users (expected: o+x, so that units with users of their own get to "
                                + path + ")");
    }
}
