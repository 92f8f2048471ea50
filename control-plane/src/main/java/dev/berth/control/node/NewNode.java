package dev.berth.control.node;

import dev.berth.control.lease.Terms;
import dev.berth.control.tenant.TenantId;
import java.util.Optional;

/** A node about to be written. */
record NewNode(TenantId tenant, String name, Terms terms, Optional<Node.Membership> membership) {}
