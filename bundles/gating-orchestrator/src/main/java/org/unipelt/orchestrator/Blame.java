package org.unipelt.orchestrator;

import java.util.function.Supplier;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.UniPeltException;

/** Says in the failures of others what they were about: a family knows the file that is wrong, and not the model's name. */
final class Blame {
    private Blame() {}

    /** What the work gives; where it fails, the message begins with these words. */
    static <T> T on(String thing, Supplier<T> work) {
        try {
            return work.get();
        } catch (ConfigurationException e) {
            throw e.getMessage().startsWith(thing) ? e : new ConfigurationException(thing, e.getMessage(), "", e);
        } catch (DataException e) {
            throw e.getMessage().startsWith(thing) ? e : new DataException(thing, e.getMessage(), "", e);
        }
    }

    /** The same for what a bundle gives: whatever it throws is told in one message. */
    static <T> T onBundle(String thing, Supplier<T> work) {
        try {
            return on(thing, work);
        } catch (UniPeltException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new ConfigurationException(
                    thing, "fails (" + Failures.reason(e) + ")", "Its bundle must be mended or removed", e);
        }
    }
}
