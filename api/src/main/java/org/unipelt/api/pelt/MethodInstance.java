package org.unipelt.api.pelt;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** One entry of a composition's methods: a method with its checked options. Immutable. */
@ConsumerType
@FunctionalInterface
public interface MethodInstance {

    /**
     * What the method gives at a site; called for every site of the base model, in any order, before a graph is drawn.
     *
     * @param site the place
     * @param weights where to declare the weights for this place
     * @return the contributions, empty where the method has none
     * @throws RuntimeException if it has none for a reason that its user must know: a training is refused with what this says,
     *     and for a pack that is open the method is missing
     */
    List<Contribution> contribute(Site site, Weights weights);

    /** How many contributions one gate weighs. */
    default SlotScope slots() {
        return SlotScope.SITE;
    }
}
