package dev.berth.host.join;

import com.google.protobuf.ByteString;
import dev.berth.contract.v1.HostLinkGrpc;
import dev.berth.contract.v1.HostWire;
import dev.berth.host.engine.FailPoint;
import dev.berth.host.link.Channels;
import dev.berth.host.link.ControlPlaneAddress;
import dev.berth.host.wire.Times;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/** Makes this machine a host: makes its key, gives the token for a certificate, keeps both. */
public final class JoinPlatform {
    private JoinPlatform() {}

    /** What became of joining. */
    public sealed interface Outcome {
        /** @param skew how far this machine's clock is ahead of the control plane's */
        record Joined(HostIdentity identity, Duration skew) implements Outcome {}

        record Refused(String why) implements Outcome {}
    }

    public static Outcome run(
            ControlPlaneAddress address, JoinToken token, Path directory, Clock clock, FailPoint.Trap failPoint) {
        X509Certificate authority;
        try {
            authority = PinnedAuthority.fetch(address, token.authoritySha256());
        } catch (IOException unreachable) {
            return new Outcome.Refused(String.valueOf(unreachable.getMessage()));
        }
        var pending = new PendingKey(directory);
        KeyPair key = pending.key();
        ManagedChannel channel = Channels.anonymous(address, authority);
        try {
            HostWire.JoinAnswer answer = HostLinkGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(30, TimeUnit.SECONDS)
                    .join(HostWire.JoinRequest.newBuilder()
                            .setTokenId(token.id())
                            .setTokenSecret(token.secret())
                            .setCsr(ByteString.copyFrom(HostKey.request(key)))
                            .setClock(Times.to(clock.instant()))
                            .build());
            var identity = new HostIdentity(
                    answer.getHostId(),
                    answer.getHostName(),
                    answer.getInstance(),
                    key.getPrivate(),
                    Certificates.read(answer.getCertificate().toByteArray()),
                    authority,
                    HexFormat.of().formatHex(answer.getApprovalKey().toByteArray()),
                    token.id());
            failPoint.reach(FailPoint.CERTIFIED);
            identity.write(directory);
            failPoint.reach(FailPoint.IDENTITY_KEPT);
            pending.forget();
            return new Outcome.Joined(identity, Times.from(answer.getSkew()));
        } catch (StatusRuntimeException refused) {
            return new Outcome.Refused(
                    refused.getStatus().getCode() + ": " + refused.getStatus().getDescription());
        } finally {
            channel.shutdownNow();
        }
    }
}
