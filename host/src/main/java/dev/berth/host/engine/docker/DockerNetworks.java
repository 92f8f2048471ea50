package dev.berth.host.engine.docker;

import static dev.berth.host.engine.docker.DockerConnection.ask;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Network;
import dev.berth.host.engine.Labels;
import dev.berth.host.engine.MakeOutcome;
import dev.berth.host.engine.NetworkName;
import dev.berth.host.engine.NetworkObservation;
import dev.berth.host.engine.NetworkSpec;
import dev.berth.host.engine.Refusal;
import dev.berth.host.engine.Refusal.Reason;
import dev.berth.host.engine.RemoveOutcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** Bridges of our own, each with the subnet that the control plane gave it. */
record DockerNetworks(DockerConnection docker, String instance) {

    /** One at a time: of two that make a pool's network at once, the second would be told that its subnet overlaps. */
    private static final ReentrantLock MAKING = new ReentrantLock();

    MakeOutcome create(NetworkSpec network) {
        MAKING.lock();
        try {
            return createAlone(network);
        } finally {
            MAKING.unlock();
        }
    }

    private MakeOutcome createAlone(NetworkSpec network) {
        Optional<Network> existing = find(network.name());
        if (existing.isPresent()) return existing(network, existing.get());
        return ask(() -> {
            try {
                docker.quick()
                        .createNetworkCmd()
                        .withName(network.name().text())
                        .withDriver("bridge")
                        .withCheckDuplicate(true)
                        .withIpam(new Network.Ipam().withConfig(new Network.Ipam.Config().withSubnet(network.subnet())))
                        .withLabels(network.labels().asMap())
                        .exec();
                return new MakeOutcome.Made();
            } catch (DockerException refused) {
                if (!String.valueOf(refused.getMessage()).contains("overlaps")) throw refused;
                return new MakeOutcome.Refused(
                        new Refusal(Reason.SUBNET_TAKEN, "subnet " + network.subnet() + ": " + refused.getMessage()));
            }
        });
    }

    private MakeOutcome existing(NetworkSpec wanted, Network existing) {
        if (!instance.equals(existing.getLabels().get(Labels.INSTANCE)))
            return refused("network " + wanted.name() + " is not ours");
        if (!subnet(existing).equals(wanted.subnet()))
            return refused("network " + wanted.name() + " has subnet " + subnet(existing) + " (expected: "
                    + wanted.subnet() + ")");
        return new MakeOutcome.Existed();
    }

    private static MakeOutcome refused(String detail) {
        return new MakeOutcome.Refused(new Refusal(Reason.NAME_TAKEN, detail));
    }

    /** @param used whether a unit, running or not, is to be on it */
    RemoveOutcome remove(NetworkName name, boolean used) {
        Optional<Network> existing =
                find(name).filter(network -> instance.equals(network.getLabels().get(Labels.INSTANCE)));
        if (existing.isEmpty()) return new RemoveOutcome.Absent();
        if (used) return new RemoveOutcome.Refused(new Refusal(Reason.IN_USE, "network " + name));
        return ask(() -> {
            try {
                docker.quick().removeNetworkCmd(existing.get().getId()).exec();
                return new RemoveOutcome.Removed();
            } catch (NotFoundException gone) {
                return new RemoveOutcome.Absent();
            }
        });
    }

    List<NetworkObservation> list() {
        return ask(() ->
                docker
                        .quick()
                        .listNetworksCmd()
                        .withFilter("label", List.of(Labels.INSTANCE + "=" + instance))
                        .exec()
                        .stream()
                        .flatMap(DockerNetworks::observation)
                        .toList());
    }

    private static Stream<NetworkObservation> observation(Network network) {
        return Labels.from(network.getLabels())
                .map(labels -> new NetworkObservation(new NetworkName(network.getName()), subnet(network), labels))
                .stream();
    }

    boolean exists(NetworkName name) {
        return find(name).isPresent();
    }

    private Optional<Network> find(NetworkName name) {
        return ask(() -> docker.quick().listNetworksCmd().withNameFilter(name.text()).exec().stream()
                .filter(network -> network.getName().equals(name.text()))
                .findFirst());
    }

    private static String subnet(Network network) {
        List<Network.Ipam.Config> configs = network.getIpam().getConfig();
        return configs == null || configs.isEmpty() ? "" : configs.getFirst().getSubnet();
    }
}
