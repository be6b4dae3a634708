package org.unipelt.orchestrator;

import java.util.List;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskInstance;

/** A composition in force, with the calls that run on it; it is released when it is retired and the last call has left. */
final class Revision {
    private final Composed composed;
    private final TaskInstance task;
    private final TaskHead head;
    private final String fingerprint;
    private int calls = 1; // the predictor's own hold on it

    /** @param fingerprint tells whether a recipe would compose the same */
    Revision(Composed composed, TaskInstance task, TaskHead head, String fingerprint) {
        this.composed = composed;
        this.task = task;
        this.head = head;
        this.fingerprint = fingerprint;
    }

    Composed composed() {
        return composed;
    }

    TaskInstance task() {
        return task;
    }

    TaskHead head() {
        return head;
    }

    String fingerprint() {
        return fingerprint;
    }

    List<String> methods() {
        return composed.plan().methods();
    }

    /** Counts a call; false if the revision was released already. */
    synchronized boolean enter() {
        if (calls == 0) {
            return false;
        }
        calls++;
        return true;
    }

    /** Ends a call. */
    void leave() {
        synchronized (this) {
            calls--;
            if (calls > 0) {
                return;
            }
        }
        composed.release();
        composed.host().leave();
    }

    /** The predictor lets go of it. */
    void retire() {
        leave();
    }
}
