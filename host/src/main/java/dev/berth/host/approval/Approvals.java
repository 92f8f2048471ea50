package dev.berth.host.approval;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.berth.contract.v1.HostWire;
import dev.berth.contract.v1.HostWire.ApprovalSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * The newest set of approvals that the approval key signed, kept on disk. Whoever holds a control plane's TLS key and its
 * stream can send sets, and cannot sign one; an older set, with what has been withdrawn since, is not taken again.
 */
public final class Approvals {
    private final Path file;
    private final Ed25519PublicKeyParameters key;
    private final String instance;
    private ApprovalSet newest = ApprovalSet.getDefaultInstance();

    /** @param key hex of the raw Ed25519 key */
    public Approvals(Path file, String key, String instance) {
        this.file = file;
        this.key = new Ed25519PublicKeyParameters(HexFormat.of().parseHex(key));
        this.instance = instance;
        read();
    }

    /** What became of a set that came. */
    public sealed interface Outcome {
        record Taken(int units) implements Outcome {}

        record Refused(String why) implements Outcome {}
    }

    private void read() {
        if (!Files.exists(file)) return;
        try {
            var stored = HostWire.Approvals.parseFrom(Files.readAllBytes(file));
            if (isSigned(stored)) newest = ApprovalSet.parseFrom(stored.getContent());
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + file, unreadable);
        }
    }

    public synchronized Outcome take(HostWire.Approvals came) {
        if (!isSigned(came)) return new Outcome.Refused("the approval key did not sign it");
        ApprovalSet set;
        try {
            set = ApprovalSet.parseFrom(came.getContent());
        } catch (InvalidProtocolBufferException wrong) {
            return new Outcome.Refused("signed, and no set of approvals");
        }
        if (!set.getInstance().equals(instance))
            return new Outcome.Refused("for platform " + set.getInstance() + " (expected: " + instance + ")");
        if (set.getNumber() < newest.getNumber())
            return new Outcome.Refused("number " + set.getNumber() + " (expected: " + newest.getNumber() + " or more)");
        keep(came);
        newest = set;
        return new Outcome.Taken(set.getUnitsCount());
    }

    synchronized List<HostWire.ApprovedUnit> units() {
        return newest.getUnitsList();
    }

    private boolean isSigned(HostWire.Approvals approvals) {
        byte[] content = approvals.getContent().toByteArray();
        var check = new Ed25519Signer();
        check.init(false, key);
        check.update(content, 0, content.length);
        return check.verifySignature(approvals.getSignature().toByteArray());
    }

    private void keep(HostWire.Approvals approvals) {
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(aside, approvals.toByteArray());
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unwritable) {
            throw new UncheckedIOException("cannot write " + file, unwritable);
        }
    }
}
