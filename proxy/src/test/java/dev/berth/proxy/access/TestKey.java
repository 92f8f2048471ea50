package dev.berth.proxy.access;

import com.google.protobuf.ByteString;
import java.util.Objects;

/** Endpoint keys for tests, one per number. */
public record TestKey(int number) {
    public String text() {
        String text = "berth_dev_" + id().value() + "_" + "s".repeat(26);
        return text + EndpointKey.checksum(text);
    }

    public KeyId id() {
        return new KeyId("%012d".formatted(number));
    }

    public ByteString secretSha256() {
        return ByteString.copyFrom(
                Objects.requireNonNull(EndpointKey.parse(text())).secretSha256());
    }
}
