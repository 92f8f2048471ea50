package dev.berth.proxy.method;

import dev.berth.proxy.jsonrpc.NumberScan;
import dev.berth.proxy.jsonrpc.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a method's calls name the blocks that they ask about.
 *
 * @param range whether all blocks between are asked for
 * @param state whether the state at that block is needed, not only the block
 */
public record BlockAt(List<NumberScan.Place> places, boolean range, boolean state) {
    static BlockAt of(dev.berth.contract.v1.BlockAt block) {
        return new BlockAt(
                block.getPointersList().stream().map(NumberScan.Place::of).toList(),
                block.getRange(),
                block.getState());
    }

    /** The blocks that a call with these parameters names by number. */
    public BlocksNamed in(@Nullable Slice params) {
        if (params == null) return BlocksNamed.NONE;
        NumberScan numbers = NumberScan.of(params, places);
        if (numbers.found() == 0) return BlocksNamed.NONE;
        boolean newest = range && numbers.found() < places.size();
        return new BlocksNamed(numbers.lowest(), numbers.highest(), newest, range, state);
    }
}
