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
 * @param revision grows when all members are to be restarted; each follows in its turn
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
        int revision,
        Instant createdAt,
        Optional<Instant> deletedAt) {
    /** The name of its n-th member. */
    public String memberName(int number) {
        return name + "-" + number;
    }

    /** The number in a member's name; 0 for a name that is none of its members'. */
    int memberNumber(String member) {
        String number = member.startsWith(name + "-") ? member.substring(name.length() + 1) : "";
        return number.matches("[0-9]{1,9}") ? Integer.parseInt(number) : 0;
    }

    /** The name of its driver. */
    public String driverName() {
        return name + "-driver";
    }
}
