package dev.berth.control.template;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.host.artifact.Content;
import dev.berth.host.engine.Address;
import dev.berth.host.engine.UnitFile;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The file that tells a driver who its members are; replaced while it runs whenever they change. */
public final class DriverMembers {
    private DriverMembers() {}

    /** The file, its addresses left to the host. */
    public static UnitFile file(Template driver, List<NodeIdentity.Peer> members) {
        var list = JsonNodeFactory.instance.arrayNode();
        members.stream().sorted(Comparator.comparing(NodeIdentity.Peer::name)).forEach(member -> {
            Template.DriverRule rule = member.template().driver();
            if (rule == null || !rule.template().equals(driver.name()))
                throw new IllegalArgumentException("member " + member.name() + " of "
                        + member.template().name() + ": not driven by " + driver.name());
            var entry = list.addObject().put("name", member.name());
            rule.members()
                    .forEach((key, port) -> entry.put(key, "http://{address." + PeerAddress.name(member, port) + "}"));
        });
        String text = JsonNodeFactory.instance.objectNode().set("members", list).toString();
        return new UnitFile(Content.of(text), true, false);
    }

    /** The addresses that the file names. */
    public static Map<String, Address> addresses(List<NodeIdentity.Peer> members) {
        var addresses = new TreeMap<String, Address>();
        members.forEach(member -> addresses.putAll(PeerAddress.all(member)));
        return addresses;
    }
}
