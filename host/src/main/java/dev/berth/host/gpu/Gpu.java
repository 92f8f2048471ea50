package dev.berth.host.gpu;

import java.util.Optional;

/**
 * A graphics processor.
 *
 * @param address on the PCI bus, as {@code 0000:65:00.0}
 * @param model as its driver calls it; without a driver, the numbers of its maker and kind
 * @param id what an engine calls it by
 * @param unusable why no unit can have it
 */
public record Gpu(String address, String model, Optional<String> id, Optional<String> unusable) {
    /** The same where nobody gives it to units. */
    public Gpu withheld(String why) {
        return new Gpu(address, model, id, unusable.or(() -> Optional.of(why)));
    }

    public boolean usable() {
        return id.isPresent() && unusable.isEmpty();
    }
}
