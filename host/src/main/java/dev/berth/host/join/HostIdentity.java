package dev.berth.host.join;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;

/**
 * Who a host is to its control plane: what joining gave it, kept in a directory that its owner alone reads. The private key
 * was made here and goes nowhere.
 *
 * @param approvalKey hex of the Ed25519 key whose signature says what may run; pinned when the host joined
 * @param tokenId of the token that it joined with
 */
public record HostIdentity(
        String hostId,
        String name,
        String instance,
        PrivateKey key,
        X509Certificate certificate,
        X509Certificate authority,
        String approvalKey,
        String tokenId) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "key.der";
    private static final String CERTIFICATE = "certificate.der";
    private static final String AUTHORITY = "authority.der";
    private static final String HOST = "host.json";

    private record Host(String hostId, String name, String instance, String approvalKey, String tokenId) {}

    /** What the directory holds; empty when the host has not joined. */
    public static Optional<HostIdentity> read(Path directory) {
        if (!Files.exists(directory.resolve(HOST))) return Optional.empty();
        try {
            Host host = JSON.readValue(Files.readAllBytes(directory.resolve(HOST)), Host.class);
            return Optional.of(new HostIdentity(
                    host.hostId(),
                    host.name(),
                    host.instance(),
                    KeyFactory.getInstance("EC")
                            .generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(directory.resolve(KEY)))),
                    Certificates.read(Files.readAllBytes(directory.resolve(CERTIFICATE))),
                    Certificates.read(Files.readAllBytes(directory.resolve(AUTHORITY))),
                    host.approvalKey(),
                    host.tokenId()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + directory, unreadable);
        } catch (GeneralSecurityException wrong) {
            throw new IllegalStateException(directory.resolve(KEY) + ": no private key", wrong);
        }
    }

    /** Keeps it; the file that says that the host has joined comes last. */
    public void write(Path directory) {
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            put(directory, KEY, key.getEncoded());
            put(directory, AUTHORITY, Certificates.der(authority));
            put(directory, CERTIFICATE, Certificates.der(certificate));
            put(directory, HOST, JSON.writeValueAsBytes(new Host(hostId, name, instance, approvalKey, tokenId)));
        } catch (IOException unwritable) {
            throw new UncheckedIOException("cannot write " + directory, unwritable);
        }
    }

    HostIdentity renewed(X509Certificate fresh) {
        return new HostIdentity(hostId, name, instance, key, fresh, authority, approvalKey, tokenId);
    }

    static void put(Path directory, String name, byte[] content) throws IOException {
        Path aside = directory.resolve("." + name + ".new");
        Files.deleteIfExists(aside);
        Files.createFile(aside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(aside, content, StandardOpenOption.SYNC);
        Files.move(aside, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
