package dev.berth.control.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.berth.contract.v1.HostWire;
import dev.berth.contract.v1.HostWire.ApprovalSet;
import dev.berth.control.database.Database;
import dev.berth.control.secret.MasterKey;
import dev.berth.control.template.ApprovedUnits;
import dev.berth.control.template.StoredTemplate;
import dev.berth.control.template.Templates;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.jspecify.annotations.Nullable;

/**
 * The set of what may run on hosts, signed. The key comes from the master key and is none of those that streams are made
 * with: who takes over a stream, or the authority, cannot sign.
 */
final class SignApprovals {
    private final Database database;
    private final Templates templates;
    private final String instance;
    private final Ed25519PrivateKeyParameters key;
    private List<String> signedFor = List.of();
    private HostWire.@Nullable Approvals signed;

    SignApprovals(Database database, Templates templates, MasterKey master, String instance) {
        this.database = database;
        this.templates = templates;
        this.instance = instance;
        this.key = new Ed25519PrivateKeyParameters(HexFormat.of().parseHex(master.derive("approval of templates")));
    }

    /** What hosts pin. */
    byte[] publicKey() {
        return key.generatePublicKey().getEncoded();
    }

    /** The newest set: the same object for as long as the same template versions are approved. */
    synchronized HostWire.Approvals newest() {
        return database.asPlatform(tx -> {
            List<StoredTemplate> approved = templates.approved(tx);
            List<String> hashes = approved.stream()
                    .map(stored -> stored.version().hash().value())
                    .toList();
            HostWire.Approvals known = signed;
            if (known != null && hashes.equals(signedFor)) return known;
            HostWire.Approvals fresh = sign(ApprovalSet.newBuilder()
                    .setNumber(Database.now(tx).toEpochMilli())
                    .setInstance(instance)
                    .addAllUnits(approved.stream()
                            .flatMap(stored -> ApprovedUnits.of(stored.version()).stream())
                            .toList())
                    .build());
            signedFor = hashes;
            signed = fresh;
            return fresh;
        });
    }

    private HostWire.Approvals sign(ApprovalSet set) {
        byte[] content = new byte[set.getSerializedSize()];
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(content);
            out.useDeterministicSerialization();
            set.writeTo(out);
        } catch (IOException impossible) {
            throw new IllegalStateException("the bytes have room for the message", impossible);
        }
        var signer = new Ed25519Signer();
        signer.init(true, key);
        signer.update(content, 0, content.length);
        return HostWire.Approvals.newBuilder()
                .setContent(ByteString.copyFrom(content))
                .setSignature(ByteString.copyFrom(signer.generateSignature()))
                .build();
    }
}
