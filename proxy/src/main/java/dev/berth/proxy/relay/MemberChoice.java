package dev.berth.proxy.relay;

import dev.berth.proxy.method.BlocksNamed;
import dev.berth.proxy.method.MethodClass;
import dev.berth.proxy.selection.Candidate;
import dev.berth.proxy.selection.Choice;
import dev.berth.proxy.selection.Need;
import dev.berth.proxy.selection.Selection;
import dev.berth.proxy.upstream.LiveTarget;
import dev.berth.proxy.upstream.Member;
import java.util.ArrayList;
import java.util.List;

/** Chooses among a target's members, as they are now, for one call. Lives on one event loop. */
final class MemberChoice {
    private final LiveTarget target;
    private final Question question;
    private final MethodClass methodClass;
    private List<Candidate> candidates = List.of();

    MemberChoice(LiveTarget target, Question question) {
        this.target = target;
        this.question = question;
        this.methodClass = question.method().methodClass();
    }

    /** @param tried the member that was tried before; negative: none */
    Choice at(long now, int tried) {
        BlocksNamed blocks = question.blocks();
        candidates = new ArrayList<>(target.members().size());
        for (Member member : target.members()) {
            candidates.add(new Candidate(
                    member.name(),
                    member.refusal(methodClass, now),
                    member.isOfSomeUse(methodClass, now),
                    member.full(methodClass),
                    member.steadyHead(now),
                    member.lowest(blocks.state()),
                    member.inFlight()));
        }
        boolean replicated = target.target().replicated();
        boolean newest = blocks.newest() && !question.method().write();
        int maxLag = target.target().network().maxLagBlocks();
        var need = new Need(replicated, newest, maxLag, target.bestHead(now), blocks.lowest(), tried);
        return Selection.choose(need, candidates, question.id());
    }

    /** Whom it has chosen among. */
    List<Candidate> candidates() {
        return candidates;
    }
}
