package dev.berth.proxy.method;

/**
 * The blocks that a call names by number.
 *
 * @param lowest negative: it names none
 * @param highest negative: it names none
 * @param newest whether it asks about the newest block, or one that is not named by number, as well
 * @param range whether it asks for all between
 * @param state whether it needs the state at the lowest
 */
public record BlocksNamed(long lowest, long highest, boolean newest, boolean range, boolean state) {
    public static final BlocksNamed NONE = new BlocksNamed(-1, -1, true, false, false);
}
