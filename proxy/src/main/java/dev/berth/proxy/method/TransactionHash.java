package dev.berth.proxy.method;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.jspecify.annotations.Nullable;

/** What a chain calls a transaction by, computed from its bytes alone. */
public enum TransactionHash {
    KECCAK_256 {
        @Override
        String of(byte[] signed) {
            var keccak = new KeccakDigest(256);
            keccak.update(signed, 0, signed.length);
            byte[] hash = new byte[keccak.getDigestSize()];
            keccak.doFinal(hash, 0);
            return "0x" + HexFormat.of().formatHex(hash);
        }
    },

    BITCOIN_TXID {
        @Override
        @Nullable
        String of(byte[] signed) {
            byte[] stripped = BitcoinTransaction.withoutWitnesses(signed);
            if (stripped == null) return null;
            byte[] hash = sha256(sha256(stripped));
            var reversed = new StringBuilder(2 * hash.length);
            for (int i = hash.length - 1; i >= 0; i--)
                reversed.append(HexFormat.of().toHexDigits(hash[i]));
            return reversed.toString();
        }
    };

    /** As the chain's nodes write it; null when the bytes are no transaction. */
    abstract @Nullable String of(byte[] signed);

    private static byte[] sha256(byte[] text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
