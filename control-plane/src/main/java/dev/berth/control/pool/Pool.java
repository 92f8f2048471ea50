package dev.berth.control.pool;

import dev.berth.control.placement.Constraints;
import dev.berth.control.template.Parameters;
import dev.berth.control.template.Template;
import dev.berth.control.template.TemplateHash;
import java.time.Instant;
import java.util.Optional;

/**
 * The shared nodes of one network, as they are wanted.
 *
 * @param driver the template version of the node that drives the members, where they need one
 * @param size of each member, a name in the template
 */
public record Pool(
        PoolId id,
        String name,
        String network,
        TemplateHash template,
        Optional<TemplateHash> driver,
        String size,
        Parameters parameters,
        Constraints constraints,
        Template.Replication replication,
        int wantedSize,
        Instant createdAt,
        Optional<Instant> deletedAt) {
    /** The name of its n-th member. */
    public String memberName(int number) {
        return name + "-" + number;
    }

    /** The name of its driver. */
    public String driverName() {
        return name + "-driver";
    }
}
