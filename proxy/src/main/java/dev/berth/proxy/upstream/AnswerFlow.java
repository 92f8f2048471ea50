package dev.berth.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The rest of an answer that is too long to be held: its bytes as they come, and the reins. Lives on one event loop. */
public final class AnswerFlow {
    private final Attempt attempt;
    private final UpstreamConnection connection;
    private final Queue<byte[]> early = new ArrayDeque<>();
    private @Nullable Follower follower;
    private boolean whole;
    private @Nullable String broken;

    AnswerFlow(Attempt attempt, UpstreamConnection connection) {
        this.attempt = attempt;
        this.connection = connection;
        connection.pause();
    }

    /** Who takes the bytes. */
    public interface Follower {
        void more(byte[] piece);

        /** There was no more. */
        void whole();

        /** There should have been more. */
        void broke(String reason);
    }

    /** From now on everything goes to this follower; what has come already, at once. */
    public void follow(Follower next) {
        follower = next;
        for (byte[] piece = early.poll(); piece != null; piece = early.poll()) next.more(piece);
        if (whole) next.whole();
        else if (broken != null) next.broke(broken);
        else connection.resume();
    }

    /** The node is to wait, as soon as what it has sent already is read. */
    public void pause() {
        connection.pause();
    }

    public void resume() {
        connection.resume();
    }

    /** Nobody wants the rest. */
    public void end() {
        attempt.cancel("nobody wants the rest");
    }

    boolean isOver() {
        return whole || broken != null;
    }

    void more(ByteBuf chunk) {
        byte[] piece = ByteBufUtil.getBytes(chunk);
        if (follower != null) follower.more(piece);
        else early.add(piece);
    }

    void ended() {
        whole = true;
        connection.resume();
        if (follower != null) follower.whole();
    }

    void lost(String reason) {
        broken = reason;
        if (follower != null) follower.broke(reason);
    }
}
