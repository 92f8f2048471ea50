package dev.berth.control.pool;

import dev.berth.control.placement.Constraints;
import dev.berth.control.template.Parameters;
import dev.berth.control.template.Template;
import dev.berth.control.template.TemplateHash;
import java.util.Optional;

/** A pool about to be written. */
record NewPool(
        String name,
        String network,
        TemplateHash template,
        Optional<TemplateHash> driver,
        String size,
        Parameters parameters,
        Constraints constraints,
        Template.Replication replication,
        int wantedSize) {}
