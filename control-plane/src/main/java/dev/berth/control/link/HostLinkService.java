package dev.berth.control.link;

import com.google.protobuf.ByteString;
import dev.berth.contract.v1.HostLinkGrpc;
import dev.berth.contract.v1.HostWire.FromHost;
import dev.berth.contract.v1.HostWire.JoinAnswer;
import dev.berth.contract.v1.HostWire.JoinRequest;
import dev.berth.contract.v1.HostWire.RenewAnswer;
import dev.berth.contract.v1.HostWire.RenewRequest;
import dev.berth.contract.v1.HostWire.ToHost;
import dev.berth.control.database.Database;
import dev.berth.control.enrolment.HostAuthority;
import dev.berth.control.enrolment.HostCertificates;
import dev.berth.control.enrolment.JoinHost;
import dev.berth.host.join.Certificates;
import dev.berth.host.wire.Times;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What agents call. Who calls is told by the certificate alone. */
final class HostLinkService extends HostLinkGrpc.HostLinkImplBase {
    private static final Logger LOG = LoggerFactory.getLogger(HostLinkService.class);

    private final Database database;
    private final HostAuthority authority;
    private final JoinHost joinHost;
    private final SignApprovals approvals;
    private final HostLinks links;
    private final String instance;

    HostLinkService(
            Database database,
            HostAuthority authority,
            JoinHost joinHost,
            SignApprovals approvals,
            HostLinks links,
            String instance) {
        this.database = database;
        this.authority = authority;
        this.joinHost = joinHost;
        this.approvals = approvals;
        this.links = links;
        this.instance = instance;
    }

    @Override
    public void join(JoinRequest request, StreamObserver<JoinAnswer> answer) {
        switch (joinHost.join(
                request.getTokenId(), request.getTokenSecret(), request.getCsr().toByteArray())) {
            case JoinHost.Outcome.Refused(String why) -> {
                LOG.atWarn()
                        .addKeyValue("token", request.getTokenId())
                        .addKeyValue("reason", why)
                        .log("a machine was not let in");
                answer.onError(Status.PERMISSION_DENIED.withDescription(why).asRuntimeException());
            }
            case JoinHost.Outcome.Certified(var holder, X509Certificate certificate, var now) -> {
                links.end(holder.host(), "the host has joined again");
                Duration skew = Duration.between(now, Times.from(request.getClock()));
                answer.onNext(JoinAnswer.newBuilder()
                        .setHostId(holder.host().toString())
                        .setHostName(holder.name())
                        .setInstance(instance)
                        .setCertificate(ByteString.copyFrom(Certificates.der(certificate)))
                        .setAuthority(ByteString.copyFrom(Certificates.der(authority.certificate())))
                        .setApprovalKey(ByteString.copyFrom(approvals.publicKey()))
                        .setSkew(Times.to(skew))
                        .build());
                answer.onCompleted();
            }
        }
    }

    @Override
    public void renew(RenewRequest request, StreamObserver<RenewAnswer> answer) {
        Optional<X509Certificate> shown = Peer.certificate();
        JoinHost.Outcome outcome = shown.isEmpty()
                ? new JoinHost.Outcome.Refused("no certificate was shown")
                : joinHost.renew(shown.get(), request.getCsr().toByteArray());
        switch (outcome) {
            case JoinHost.Outcome.Refused(String why) ->
                answer.onError(Status.UNAUTHENTICATED.withDescription(why).asRuntimeException());
            case JoinHost.Outcome.Certified certified -> {
                answer.onNext(RenewAnswer.newBuilder()
                        .setCertificate(ByteString.copyFrom(Certificates.der(certified.certificate())))
                        .build());
                answer.onCompleted();
            }
        }
    }

    @Override
    public StreamObserver<FromHost> attach(StreamObserver<ToHost> out) {
        Optional<HostCertificates.Holder> holder =
                Peer.certificate().flatMap(shown -> database.asPlatform(tx -> HostCertificates.holder(tx, shown)));
        if (holder.isEmpty()) {
            out.onError(Status.UNAUTHENTICATED
                    .withDescription("no certificate that is in force: the host must join again")
                    .asRuntimeException());
            return new Unheard();
        }
        return links.open(holder.get(), out, approvals::newest);
    }

    /** For who was refused already. */
    private static final class Unheard implements StreamObserver<FromHost> {
        @Override
        public void onNext(FromHost message) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }
}
