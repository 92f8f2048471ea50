package dev.berth.proxy.jsonrpc;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds numbers at given places in a call's parameters, written as Ethereum's quantities are or plainly. Lives for one call.
 */
public final class NumberScan {
    private static final int LONGEST_HEX = 15;
    private static final int LONGEST_DECIMAL = 18;

    private final JsonCursor cursor;
    private long lowest = Long.MAX_VALUE;
    private long highest = -1;
    private int found;

    /**
     * A parameter, or a member of one that is an object.
     *
     * @param key null: the parameter itself
     */
    public record Place(int param, @Nullable String key) {
        /** @param pointer as "/0" or "/0/toBlock" */
        public static Place of(String pointer) {
            String[] parts = pointer.split("/", -1);
            if (parts.length < 2 || parts.length > 3 || !parts[0].isEmpty() || !parts[1].matches("[0-9]{1,3}"))
                throw new IllegalArgumentException("place: " + pointer + " (expected: /<index> or /<index>/<key>)");
            return new Place(Integer.parseInt(parts[1]), parts.length == 3 ? parts[2] : null);
        }
    }

    private NumberScan(Slice params) {
        cursor = new JsonCursor(params.text(), Strictness.ANSWER);
        cursor.at = params.from();
    }

    /** What stands at these places. */
    public static NumberScan of(Slice params, List<Place> places) {
        var scan = new NumberScan(params);
        try {
            if (params.first() == '[') scan.read(places);
        } catch (MalformedJson e) {
            throw new IllegalStateException("parameters that were scanned before are no JSON", e);
        }
        return scan;
    }

    /** How many numbers there are. */
    public int found() {
        return found;
    }

    /** Of those that there are. */
    public long lowest() {
        return lowest;
    }

    /** Negative when there is none. */
    public long highest() {
        return highest;
    }

    private void read(List<Place> places) throws MalformedJson {
        int last = 0;
        for (int i = 0; i < places.size(); i++) last = Math.max(last, places.get(i).param);
        cursor.enter();
        int index = 0;
        for (boolean more = cursor.first(); more && index <= last; more = cursor.more(), index++) {
            if (cursor.next() == '{' && hasKeys(places, index)) readObject(places, index);
            else readValue(isWanted(places, index));
            if (index == last) return;
        }
    }

    private void readObject(List<Place> places, int index) throws MalformedJson {
        cursor.enter();
        for (boolean more = cursor.first(); more; more = cursor.more()) {
            cursor.key();
            String key = cursor.string();
            boolean wanted = false;
            for (int i = 0; i < places.size(); i++) {
                Place place = places.get(i);
                wanted |= place.param == index && key.equalsIgnoreCase(place.key);
            }
            readValue(wanted);
        }
    }

    private void readValue(boolean wanted) throws MalformedJson {
        int from = cursor.at;
        int first = cursor.next();
        cursor.value();
        if (!wanted) return;
        long number = first == '"' ? hex() : decimal(from);
        if (number < 0) return;
        found++;
        lowest = Math.min(lowest, number);
        highest = Math.max(highest, number);
    }

    private static boolean hasKeys(List<Place> places, int index) {
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            if (place.param == index && place.key != null) return true;
        }
        return false;
    }

    private static boolean isWanted(List<Place> places, int index) {
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            if (place.param == index && place.key == null) return true;
        }
        return false;
    }

    private long hex() {
        int from = cursor.stringFrom;
        int length = cursor.stringTo - from;
        boolean prefixed = length > 2 && cursor.text[from] == '0' && (cursor.text[from + 1] | 0x20) == 'x';
        if (!prefixed || length - 2 > LONGEST_HEX) return -1;
        long number = 0;
        for (int at = from + 2; at < cursor.stringTo; at++) {
            int digit = Character.digit(cursor.text[at], 16);
            if (digit < 0) return -1;
            number = (number << 4) | digit;
        }
        return number;
    }

    private long decimal(int from) {
        int to = cursor.at;
        if (to - from > LONGEST_DECIMAL) return -1;
        for (int at = from; at < to; at++) {
            if (cursor.text[at] < '0' || cursor.text[at] > '9') return -1;
        }
        return Long.parseLong(new String(cursor.text, from, to - from, StandardCharsets.US_ASCII));
    }
}
