package dev.berth.host.join;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/**
 * The key that this machine joins with, kept from before it asks until it has joined: a token that was used up by an answer that
 * never came, or came to an agent that ended then, is good once more for the same key.
 */
record PendingKey(Path directory) {
    private static final String PUBLIC = "joining-public.der";
    private static final String PRIVATE = "joining-key.der";

    /** The one that was kept, or else a fresh one, which is kept from now on. */
    KeyPair key() {
        try {
            if (Files.exists(directory.resolve(PRIVATE))) return read();
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            KeyPair fresh = HostKey.make();
            HostIdentity.put(directory, PUBLIC, fresh.getPublic().getEncoded());
            HostIdentity.put(directory, PRIVATE, fresh.getPrivate().getEncoded());
            return fresh;
        } catch (IOException unusable) {
            throw new UncheckedIOException("cannot keep a key in " + directory, unusable);
        } catch (GeneralSecurityException wrong) {
            throw new IllegalStateException(directory.resolve(PRIVATE) + ": no key", wrong);
        }
    }

    private KeyPair read() throws IOException, GeneralSecurityException {
        KeyFactory keys = KeyFactory.getInstance("EC");
        return new KeyPair(
                keys.generatePublic(new X509EncodedKeySpec(Files.readAllBytes(directory.resolve(PUBLIC)))),
                keys.generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(directory.resolve(PRIVATE)))));
    }

    void forget() {
        try {
            Files.deleteIfExists(directory.resolve(PRIVATE));
            Files.deleteIfExists(directory.resolve(PUBLIC));
        } catch (IOException unusable) {
            throw new UncheckedIOException("cannot delete a key in " + directory, unusable);
        }
    }
}
