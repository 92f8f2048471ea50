package dev.berth.proxy.listen;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a server's certificate with its chain, and its private key, stand as PEM. */
public record CertificateFiles(Path certificate, Path key) {
    /** What they hold now, right or wrong. */
    CertificatePair read() throws IOException {
        return new CertificatePair(
                Buffer.buffer(Files.readAllBytes(certificate)), Buffer.buffer(Files.readAllBytes(key)));
    }
}
