package org.unipelt.verification.checks;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sees that every head of heads.safetensors was put to use. Their weights come into the model with the checkpoint: the two
 * files are opened as one.
 */
final class HeadCheck {
    static final String FILE = "heads.safetensors";

    /** The outputs of each head. */
    private static final Map<String, Set<String>> OUTPUTS = Map.of(
            "classification", Set.of("classification_logits"),
            "question_answering", Set.of("start_logits", "end_logits"));

    private HeadCheck() {}

    /**
     * @param names the tensors of the file
     * @param compared the outputs that were compared
     */
    static void check(Set<String> names, Set<String> compared, Findings findings) {
        Set<String> heads = new TreeSet<>();
        names.forEach(name -> heads.add(name.split("\\.", 2)[0]));
        for (String head : heads) {
            Set<String> outputs = OUTPUTS.get(head);
            if (outputs == null) {
                findings.notUnderstood(
                        FILE + ", " + head, "is no head that is known: " + new TreeSet<>(OUTPUTS.keySet()));
            } else if (!compared.containsAll(outputs)) {
                findings.notUnderstood(
                        FILE + ", " + head,
                        "needs " + new TreeSet<>(outputs) + " of the model and in a case of " + ReferenceCases.FILE);
            }
        }
    }
}
