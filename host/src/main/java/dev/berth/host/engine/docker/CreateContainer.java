package dev.berth.host.engine.docker;

import static dev.berth.host.engine.docker.DockerConnection.ask;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.ConflictException;
import dev.berth.host.artifact.UnitUser;
import dev.berth.host.engine.Address;
import dev.berth.host.engine.FailPoint;
import dev.berth.host.engine.Placeholders;
import dev.berth.host.engine.Places;
import dev.berth.host.engine.Port;
import dev.berth.host.engine.Refusal;
import dev.berth.host.engine.Refusal.Reason;
import dev.berth.host.engine.UnitSpec;
import dev.berth.host.image.ImageRecipe;
import dev.berth.host.policy.ContainerShape;
import dev.berth.host.policy.HardeningRule;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Makes a container for a unit: what it needs is looked for, its plan is held to the rules, its files are delivered, then it is created. */
record CreateContainer(
        DockerConnection docker,
        DockerImages images,
        DockerVolumes volumes,
        DockerNetworks networks,
        ContainerFolders folders,
        ContainerUsers users,
        FailPoint.Trap failPoint) {

    /**
     * Empty when the container is there, by this call or by another at the same time.
     *
     * @param gpus the ids of those that it is given
     */
    Optional<Refusal> create(UnitSpec unit, List<String> gpus) throws IOException {
        if (unit.volume().isPresent() && !volumes.exists(unit.volume().get()))
            return refusal(Reason.ABSENT, "no volume " + unit.volume().get());
        if (!networks.exists(unit.network())) return refusal(Reason.ABSENT, "no network " + unit.network());
        Optional<String> image = images.find(unit.program());
        if (image.isEmpty())
            return refusal(Reason.ARTIFACT_MISSING, unit.program().artifact().title() + " has not been fetched");
        try {
            return make(unit, image.get(), gpus);
        } catch (Placeholders.UnknownPlaceholder unknown) {
            return refusal(Reason.POLICY, String.valueOf(unknown.getMessage()));
        }
    }

    private Optional<Refusal> make(UnitSpec unit, String image, List<String> gpus) throws IOException {
        UnitUser user = users.of(unit.program().user());
        Placeholders placeholders = places(unit).placeholders(unit);
        var delivery = folders.delivery(unit.name(), user);
        var plan = new ContainerPlan(unit, image, user, delivery.files(), delivery.secrets(), placeholders, gpus);
        var command = plan.fill(docker.quick().createContainerCmd(image));
        List<HardeningRule> broken = HardeningRule.brokenBy(ContainerShape.asked(command));
        if (!broken.isEmpty()) return refusal(Reason.POLICY, "it would break " + broken);
        folders.makeEmpty(unit.name());
        delivery.deliver(unit, placeholders);
        failPoint.reach(FailPoint.FILES_DELIVERED);
        ask(() -> createUnlessThere(command));
        return Optional.empty();
    }

    /** Whether this call made it. */
    private static boolean createUnlessThere(CreateContainerCmd command) {
        try {
            command.exec();
            return true;
        } catch (ConflictException createdMeanwhile) {
            return false;
        }
    }

    private static Optional<Refusal> refusal(Reason reason, String detail) {
        return Optional.of(new Refusal(reason, detail));
    }

    private static Places places(UnitSpec unit) {
        return new Places(
                ImageRecipe.ARTIFACT,
                Optional.of(ImageRecipe.RUNTIME),
                unit.program().dataPath(),
                ImageRecipe.FILES,
                ImageRecipe.SECRETS,
                "0.0.0.0",
                Port::container,
                CreateContainer::dialled);
    }

    /** How one container reaches another on the same network. */
    static String dialled(Address address) {
        return address.alias() + ":" + address.containerPort();
    }
}
