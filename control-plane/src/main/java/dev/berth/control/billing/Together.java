package dev.berth.control.billing;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Consecutive rows of the same thing, handed on as one. */
final class Together {
    private Together() {}

    static <R> void of(Stream<R> rows, Function<R, ?> thing, Consumer<List<R>> take) {
        List<R> together = new ArrayList<>();
        for (Iterator<R> all = rows.iterator(); all.hasNext(); ) {
            R row = all.next();
            if (!together.isEmpty() && !thing.apply(together.getFirst()).equals(thing.apply(row))) {
                take.accept(List.copyOf(together));
                together.clear();
            }
            together.add(row);
        }
        if (!together.isEmpty()) take.accept(List.copyOf(together));
    }
}
