package dev.berth.control.node;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.template.Networks;
import dev.berth.control.template.ParameterCheck;
import dev.berth.control.template.ParameterCheck.WrongField;
import dev.berth.control.template.Parameters;
import dev.berth.control.template.Size;
import dev.berth.control.template.StoredTemplate;
import dev.berth.control.template.Template;
import dev.berth.control.template.TemplateHash;
import dev.berth.control.template.Templates;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Holds what is asked for against the template: is there one, may it run, and does everything fit it. */
public final class OrderCheck {
    private OrderCheck() {}

    /** What is asked for, without whose and where. */
    public record Wish(
            String template,
            @Nullable TemplateHash version,
            @Nullable String network,
            @Nullable String size,
            Map<String, JsonNode> parameters,
            Template.Kind kind,
            Template.Role role) {}

    /** The wish with everything found that it names. */
    public sealed interface Checked {
        record Fits(StoredTemplate template, String network, String sizeName, Size size, Parameters parameters)
                implements Checked {}

        record Refused(NodeRefusal refusal) implements Checked {}
    }

    public static Checked of(DSLContext tx, Templates templates, Wish wish) {
        Optional<StoredTemplate> found = wish.version() == null
                ? templates.newest(tx, wish.template())
                : templates
                        .version(tx, wish.version())
                        .filter(version -> version.template().name().equals(wish.template()));
        if (found.isEmpty()) return new Checked.Refused(unknown(tx, templates, wish));
        StoredTemplate stored = found.get();
        Template template = stored.template();
        if (!template.verified())
            return new Checked.Refused(new NodeRefusal.Unverified(template.name(), template.unresolved()));
        if (!stored.approved()) return new Checked.Refused(new NodeRefusal.NotApproved(template.name()));
        if (template.role() != wish.role() || !template.kinds().contains(wish.kind()))
            return new Checked.Refused(new NodeRefusal.NotOffered(template.name(), makes(template)));
        return fields(stored, wish, name -> Networks.find(tx, name).isPresent());
    }

    private static Checked fields(StoredTemplate stored, Wish wish, Predicate<String> networkExists) {
        Template template = stored.template();
        var wrong = new ArrayList<WrongField>();
        String network = network(template, wish.network());
        if (!template.networks().containsKey(network) || !networkExists.test(network))
            wrong.add(new WrongField(
                    "network",
                    "came: " + wish.network() + ", expected: one of "
                            + template.networks().keySet()));
        var size = template.size(wish.size(), network);
        if (size.isEmpty() && (wrong.isEmpty() || wish.size() != null))
            wrong.add(new WrongField(
                    "size",
                    "came: " + wish.size() + ", expected: one of "
                            + template.sizes().keySet()));
        var parameters = ParameterCheck.of(template, wish.parameters());
        if (parameters instanceof ParameterCheck.Refused(var fields))
            fields.forEach(field -> wrong.add(new WrongField("parameters." + field.name(), field.message())));
        if (wrong.isEmpty() && parameters instanceof ParameterCheck.Accepted(var accepted) && size.isPresent())
            return new Checked.Fits(
                    stored, network, size.get().getKey(), size.get().getValue(), accepted);
        return new Checked.Refused(new NodeRefusal.WrongFields(wrong));
    }

    private static String network(Template template, @Nullable String wanted) {
        if (wanted != null) return wanted;
        return template.networks().size() == 1
                ? template.networks().keySet().iterator().next()
                : "";
    }

    private static NodeRefusal unknown(DSLContext tx, Templates templates, Wish wish) {
        return new NodeRefusal.UnknownTemplate(
                wish.version() == null ? wish.template() : wish.template() + " " + wish.version(),
                templates.all(tx).stream().map(known -> known.template().name()).toList());
    }

    private static String makes(Template template) {
        return template.role() == Template.Role.DRIVER
                ? "driver"
                : String.join(
                        " and ",
                        template.kinds().stream()
                                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                                .toList());
    }
}
