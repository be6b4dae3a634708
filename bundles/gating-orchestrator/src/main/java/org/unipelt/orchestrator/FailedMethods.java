package org.unipelt.orchestrator;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.unipelt.api.pelt.PeltModule;

/** The methods that failed in a pack: for it they are missing, until their bundle registers them anew or configures them. */
final class FailedMethods {
    private final Map<Long, String> reasons = new ConcurrentHashMap<>();

    /**
     * False if it is among them already.
     *
     * @param added see {@link ServiceTable.Entry}
     */
    boolean add(long added, String reason) {
        return reasons.putIfAbsent(added, reason) == null;
    }

    boolean contain(ServiceTable.Entry<PeltModule> method) {
        return reasons.containsKey(method.added());
    }

    /** Why it failed. */
    Optional<String> reason(ServiceTable.Entry<PeltModule> method) {
        return Optional.ofNullable(reasons.get(method.added()));
    }
}
