package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A page of a list: at most as many items as were asked for, and where the next page begins. */
final class Page {
    private Page() {}

    /**
     * Makes a page of {@code found}, which has one item more than {@code limit} when there is a next page. A page ends
     * at the {@code key} of its last item.
     */
    static <T> ObjectNode of(List<T> found, int limit, Function<T, ? extends JsonNode> view, Function<T, ?> key) {
        boolean more = found.size() > limit;
        List<T> shown = more ? found.subList(0, limit) : found;
        return page(shown.stream().map(view).toList(), more ? cursor(key.apply(shown.getLast())) : null);
    }

    /** As {@link #of}, for a list whose cursor is the number of items before it. */
    static <T> ObjectNode numbered(List<T> found, long from, int limit, Function<T, ? extends JsonNode> view) {
        boolean more = found.size() > limit;
        List<T> shown = more ? found.subList(0, limit) : found;
        return page(shown.stream().map(view).toList(), more ? cursor(from + limit) : null);
    }

    private static ObjectNode page(List<? extends JsonNode> items, @Nullable String next) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        var array = page.putArray("items");
        items.forEach(array::add);
        return page.put("next", next);
    }

    private static String cursor(Object key) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(key.toString().getBytes(StandardCharsets.UTF_8));
    }
}
