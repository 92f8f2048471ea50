package dev.berth.control.node;

import dev.berth.control.placement.Placement;
import dev.berth.control.template.ParameterCheck.WrongField;
import java.util.List;
import java.util.stream.Collectors;

/** Why a node is not created; nothing is left behind. */
public sealed interface NodeRefusal {
    /** For programs. */
    String code();

    /** For people. */
    String message();

    record UnknownTenant(String tenant) implements NodeRefusal {
        @Override
        public String code() {
            return "UNKNOWN_TENANT";
        }

        @Override
        public String message() {
            return "tenant: " + tenant + " (expected: one that exists)";
        }
    }

    record UnknownTemplate(String template, List<String> known) implements NodeRefusal {
        @Override
        public String code() {
            return "UNKNOWN_TEMPLATE";
        }

        @Override
        public String message() {
            return "template: " + template + " (expected: one of " + known + ")";
        }
    }

    /** Somebody has yet to pin its artifacts. */
    record Unverified(String template, List<String> unresolved) implements NodeRefusal {
        @Override
        public String code() {
            return "TEMPLATE_UNVERIFIED";
        }

        @Override
        public String message() {
            return "template " + template + " is not verified, so nothing of it is placed: "
                    + String.join("; ", unresolved);
        }
    }

    record NotApproved(String template) implements NodeRefusal {
        @Override
        public String code() {
            return "TEMPLATE_NOT_APPROVED";
        }

        @Override
        public String message() {
            return "this version of template " + template + " is not approved by the operator";
        }
    }

    /** The template makes other nodes than the one asked for. */
    record NotOffered(String template, String makes) implements NodeRefusal {
        @Override
        public String code() {
            return "TEMPLATE_NOT_OFFERED";
        }

        @Override
        public String message() {
            return "template " + template + " makes " + makes + " nodes only";
        }
    }

    /** Every field that is wrong. */
    record WrongFields(List<WrongField> fields) implements NodeRefusal {
        public WrongFields {
            fields = List.copyOf(fields);
        }

        @Override
        public String code() {
            return "WRONG_FIELDS";
        }

        @Override
        public String message() {
            return fields.stream()
                    .map(field -> field.name() + ": " + field.message())
                    .collect(Collectors.joining("; "));
        }
    }

    record NameTaken(String name) implements NodeRefusal {
        @Override
        public String code() {
            return "NAME_TAKEN";
        }

        @Override
        public String message() {
            return "name: " + name + " (expected: one that no other node of the tenant has)";
        }
    }

    record OverQuota(List<String> reasons) implements NodeRefusal {
        @Override
        public String code() {
            return "QUOTA";
        }

        @Override
        public String message() {
            return String.join("; ", reasons);
        }
    }

    /** The operator's policies do not allow it. */
    record NotAllowed(String by, String reason) implements NodeRefusal {
        @Override
        public String code() {
            return "POLICY";
        }

        @Override
        public String message() {
            return reason;
        }
    }

    /** It is to be paid in advance, and the balance does not do that. */
    record NoFunds(String lacking) implements NodeRefusal {
        @Override
        public String code() {
            return "INSUFFICIENT_FUNDS";
        }

        @Override
        public String message() {
            return lacking;
        }
    }

    record NoCapacity(Placement.Nowhere nowhere) implements NodeRefusal {
        @Override
        public String code() {
            return "NO_CAPACITY";
        }

        @Override
        public String message() {
            return String.join("; ", nowhere.reasons());
        }
    }
}
