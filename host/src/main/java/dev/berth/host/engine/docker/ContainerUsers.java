package dev.berth.host.engine.docker;

import dev.berth.host.artifact.UnitUser;
import dev.berth.host.disk.Ownership;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Who units run as. Only root may give files away: where this process is an ordinary user's, units run as that same user, so
 * that they can read the secrets that it wrote for them.
 */
record ContainerUsers(boolean root, int uid, int gid) {
    static ContainerUsers ofOwner(Path directory) throws IOException {
        return new ContainerUsers(Ownership.root(), (Integer) Files.getAttribute(directory, "unix:uid"), (Integer)
                Files.getAttribute(directory, "unix:gid"));
    }

    UnitUser of(UnitUser wanted) {
        return root ? wanted : new UnitUser(uid, gid);
    }
}
