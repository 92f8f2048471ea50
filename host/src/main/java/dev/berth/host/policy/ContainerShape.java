package dev.berth.host.policy;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HostConfig;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the hardening rules look at: of a container that is asked for, and of one that is there. */
public record ContainerShape(
        HostConfig host, @Nullable String user, @Nullable String image, List<String> env) {

    public static ContainerShape asked(CreateContainerCmd command) {
        HostConfig host = command.getHostConfig();
        if (host == null) throw new IllegalArgumentException("container: without host config");
        return new ContainerShape(host, command.getUser(), command.getImage(), list(command.getEnv()));
    }

    public static ContainerShape found(InspectContainerResponse container) {
        return new ContainerShape(
                container.getHostConfig(),
                container.getConfig().getUser(),
                container.getImageId(),
                list(container.getConfig().getEnv()));
    }

    private static List<String> list(String @Nullable [] texts) {
        return texts == null ? List.of() : Arrays.asList(texts);
    }
}
