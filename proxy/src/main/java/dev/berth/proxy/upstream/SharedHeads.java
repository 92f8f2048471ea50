package dev.berth.proxy.upstream;

import dev.berth.contract.v1.TargetHead;
import java.util.List;

/** The newest blocks that callers were told of, as proxies tell each other. Callable from any thread. */
public interface SharedHeads {
    /** Of every target that has one. */
    List<TargetHead> told();

    /** Another proxy told a caller of this. */
    void heardOf(TargetHead head);
}
