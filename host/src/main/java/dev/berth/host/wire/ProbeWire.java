package dev.berth.host.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.contract.v1.HostWire;
import dev.berth.host.engine.UnitName;
import dev.berth.host.probe.ProbeCall;
import dev.berth.host.probe.ProbeOutcome;
import java.time.Duration;
import java.util.Optional;

/** Probes and what they heard, as messages. */
public final class ProbeWire {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ProbeWire() {}

    public static HostWire.Probe to(UnitName unit, String port, ProbeCall call, Duration timeout) {
        var message = HostWire.Probe.newBuilder()
                .setUnit(UnitWire.to(unit))
                .setPort(port)
                .setPath(call.path())
                .setTimeout(Times.to(timeout));
        call.credential().ifPresent(credential -> show(credential, message));
        if (call instanceof ProbeCall.JsonRpc rpc)
            message.setMethod(rpc.method()).setParamsJson(rpc.params().toString());
        return message.build();
    }

    private static void show(ProbeCall.Credential credential, HostWire.Probe.Builder message) {
        switch (credential) {
            case ProbeCall.BasicCredential(String user, String password) ->
                message.setCredential(
                        HostWire.BasicCredential.newBuilder().setUser(user).setPassword(password));
            case ProbeCall.TokenSecret(String hex) -> message.setTokenSecretHex(hex);
        }
    }

    private static Optional<ProbeCall.Credential> shown(HostWire.Probe message) {
        if (!message.getTokenSecretHex().isEmpty())
            return Optional.of(new ProbeCall.TokenSecret(message.getTokenSecretHex()));
        return message.hasCredential()
                ? Optional.of(new ProbeCall.BasicCredential(
                        message.getCredential().getUser(),
                        message.getCredential().getPassword()))
                : Optional.empty();
    }

    public static ProbeCall call(HostWire.Probe message) {
        Optional<ProbeCall.Credential> credential = shown(message);
        if (message.getMethod().isEmpty()) return new ProbeCall.Get(message.getPath(), credential);
        try {
            return new ProbeCall.JsonRpc(
                    message.getPath(), message.getMethod(), JSON.readTree(message.getParamsJson()), credential);
        } catch (JsonProcessingException notJson) {
            throw new NotUnderstood("parameters of " + message.getMethod() + ": not JSON");
        }
    }

    public static HostWire.ProbeOutcome to(ProbeOutcome outcome) {
        var message = HostWire.ProbeOutcome.newBuilder();
        var filled = switch (outcome) {
            case ProbeOutcome.NoAnswer silence -> message.setNoAnswer(silence.reason());
            case ProbeOutcome.Answered answered ->
                message.setAnswered(HostWire.Answered.newBuilder()
                        .setStatus(answered.status())
                        .setBody(answered.body())
                        .setTook(Times.to(answered.took())));
        };
        return filled.build();
    }

    public static ProbeOutcome from(HostWire.ProbeOutcome message) {
        return switch (message.getKindCase()) {
            case ANSWERED ->
                new ProbeOutcome.Answered(
                        message.getAnswered().getStatus(),
                        message.getAnswered().getBody(),
                        Times.from(message.getAnswered().getTook()));
            case NO_ANSWER -> new ProbeOutcome.NoAnswer(message.getNoAnswer());
            case KIND_NOT_SET -> throw new NotUnderstood("an outcome of a kind that is not known here");
        };
    }
}
