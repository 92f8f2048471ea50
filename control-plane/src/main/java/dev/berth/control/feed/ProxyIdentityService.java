package dev.berth.control.feed;

import com.google.protobuf.ByteString;
import dev.berth.contract.v1.CertifyAnswer;
import dev.berth.contract.v1.CertifyRequest;
import dev.berth.contract.v1.ProxyIdentityGrpc;
import dev.berth.control.enrolment.CertifyProxy;
import dev.berth.host.join.Certificates;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.UUID;

/** Where proxies ask for certificates. */
public final class ProxyIdentityService extends ProxyIdentityGrpc.ProxyIdentityImplBase {
    private final CertifyProxy certifyProxy;

    public ProxyIdentityService(CertifyProxy certifyProxy) {
        this.certifyProxy = certifyProxy;
    }

    @Override
    public void certify(CertifyRequest request, StreamObserver<CertifyAnswer> answer) {
        UUID proxy;
        try {
            proxy = UUID.fromString(request.getProxyId());
        } catch (IllegalArgumentException e) {
            answer.onError(Status.INVALID_ARGUMENT
                    .withDescription("proxy_id: \"" + request.getProxyId() + "\" (expected: a UUID)")
                    .asRuntimeException());
            return;
        }
        switch (certifyProxy.run(proxy, request.getCsr().toByteArray())) {
            case CertifyProxy.Outcome.Refused(String why) ->
                answer.onError(Status.FAILED_PRECONDITION.withDescription(why).asRuntimeException());
            case CertifyProxy.Outcome.Certified(var certificate, var authority) -> {
                answer.onNext(CertifyAnswer.newBuilder()
                        .setCertificate(ByteString.copyFrom(Certificates.der(certificate)))
                        .setAuthority(ByteString.copyFrom(Certificates.der(authority)))
                        .build());
                answer.onCompleted();
            }
        }
    }
}
