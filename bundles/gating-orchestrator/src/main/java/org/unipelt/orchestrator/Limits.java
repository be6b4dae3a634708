package org.unipelt.orchestrator;

import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.model.ModelShape;
import org.unipelt.orchestrator.FedBatch.Input;

/**
 * What a composition can read. It is checked before a run: where a table has no such row, TensorFlow looks zeros up on a GPU and
 * says nothing, and on a CPU fails without a word about the text.
 *
 * @param model the base model's name
 * @param vocabulary how many words it has
 * @param longest the most tokens that a text may have: what methods put on positions of their own is taken off
 * @param learned whether further positions do not exist
 */
record Limits(String model, int vocabulary, int longest, boolean learned) {

    /** @throws ConfigurationException if methods leave no position to a text */
    static Limits of(Host host, Plan plan) {
        ModelShape shape = host.model().shape();
        if (plan.positions() >= shape.maximumLength()) {
            throw new ConfigurationException(
                    "methods " + String.join(", ", plan.methods()),
                    "they take " + plan.positions() + " positions, and model '"
                            + host.source().name() + "' has " + shape.maximumLength() + " for them and the text",
                    "Take fewer virtual tokens, or let the text begin earlier");
        }
        return new Limits(
                host.source().name(),
                shape.vocabulary(),
                shape.maximumLength() - plan.positions(),
                host.model().learnedPositions());
    }

    /** Of words alone, which stand at no position. */
    static Limits ofWords(Host host) {
        return new Limits(host.source().name(), host.model().shape().vocabulary(), Integer.MAX_VALUE, false);
    }

    /** @throws DataException if an id is no word of the model */
    int[] checked(Input input, int[] ids) {
        for (int id : ids) {
            if (id < 0 || id >= vocabulary) {
                throw new DataException(
                        "input '" + input.word() + "'",
                        "it holds the id " + id + ", and model '" + model + "' has words 0 to " + (vocabulary - 1),
                        "Take ids of the model's own tokenizer");
            }
        }
        return ids;
    }

    /** @throws DataException if so many tokens have no positions */
    void checkLength(long tokens) {
        if (learned && tokens > longest) {
            throw new DataException(
                    "a text of " + tokens + " tokens",
                    "model '" + model + "' has positions for " + longest + ", padding and written tokens counted",
                    "Cut the text");
        }
    }
}
