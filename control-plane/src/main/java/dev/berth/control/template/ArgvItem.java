package dev.berth.control.template;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.util.List;
import java.util.stream.StreamSupport;

/** A part of a unit's command. */
@JsonDeserialize(using = ArgvItem.Reader.class)
public sealed interface ArgvItem {
    /** The arguments as written. */
    List<String> argv();

    /** Always there. */
    record Always(List<String> argv) implements ArgvItem {
        public Always {
            argv = List.copyOf(argv);
        }
    }

    /** There when the parameter is neither null nor false; {@code otherwise} is there when it is. */
    record WhenSet(String parameter, List<String> argv, List<String> otherwise) implements ArgvItem {
        public WhenSet {
            argv = List.copyOf(argv);
            otherwise = List.copyOf(otherwise);
        }
    }

    /** Once for each other member of the pool, {@code {peer}} being the address of the same unit's port there. */
    record ForEachPeer(String port, List<String> argv) implements ArgvItem {
        public ForEachPeer {
            argv = List.copyOf(argv);
        }
    }

    /** Reads a string, {@code {whenSet, argv}} or {@code {forEach, argv}}. */
    final class Reader extends StdDeserializer<ArgvItem> {
        private static final long serialVersionUID = 1L;
        private static final String PARAMETER = "param.";
        private static final String PEERS = "peers.";

        Reader() {
            super(ArgvItem.class);
        }

        @Override
        public ArgvItem deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode item = context.readTree(parser);
            if (item.isTextual()) return new Always(List.of(item.textValue()));
            List<String> argv = words(item.path("argv"));
            String set = item.path("whenSet").asText();
            if (set.startsWith(PARAMETER))
                return new WhenSet(set.substring(PARAMETER.length()), argv, words(item.path("otherwise")));
            String each = item.path("forEach").asText();
            if (each.startsWith(PEERS)) return new ForEachPeer(each.substring(PEERS.length()), argv);
            return context.reportInputMismatch(
                    ArgvItem.class,
                    "argv item: %s (expected: text, whenSet: param.NAME, or forEach: peers.PORT)",
                    item);
        }

        private static List<String> words(JsonNode array) {
            return StreamSupport.stream(array.spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
        }
    }
}
