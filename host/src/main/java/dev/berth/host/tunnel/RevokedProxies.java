package dev.berth.host.tunnel;

import dev.berth.host.disk.JsonFile;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Certificates of proxies that are worth nothing though their time is not over, as the control plane last said. Kept on disk, so that
 * an agent that starts while the control plane is away lets none of them in.
 */
public final class RevokedProxies {
    private final JsonFile<Kept> file;
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Set<String> serials;

    private record Kept(List<String> serials) {}

    public RevokedProxies(Path file) {
        this.file = new JsonFile<>(file, Kept.class);
        this.serials = Set.copyOf(this.file.read().map(Kept::serials).orElse(List.of()));
    }

    /** These and no others. */
    public void take(Collection<String> revoked) {
        Set<String> newest = Set.copyOf(revoked);
        if (newest.equals(serials)) return;
        file.write(new Kept(List.copyOf(new TreeSet<>(newest))));
        serials = newest;
        listeners.forEach(Runnable::run);
    }

    boolean has(X509Certificate certificate) {
        return serials.contains(ProxyCertificate.serial(certificate));
    }

    void onChange(Runnable listener) {
        listeners.add(listener);
    }
}
