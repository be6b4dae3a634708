package org.unipelt.verification.checks;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.session.FrozenModel;

/** Compares the gradients of a case's classification loss by every weight. */
final class GradientCheck {
    static final String FILE = "gradients.safetensors";
    private static final Pattern OF = Pattern.compile("case\\.(\\d{1,9})\\.classification_loss");
    private static final String LOGITS = "classification_logits";

    private final FrozenModel model;
    private final Findings findings;

    GradientCheck(FrozenModel model, Findings findings) {
        this.model = model;
        this.findings = findings;
    }

    /**
     * @param expected gradients named as in the reference implementation's classification model
     * @param metadata the texts in the file's header
     */
    void check(Map<String, TensorData> expected, Map<String, String> metadata, ReferenceCases reference) {
        String of = metadata.getOrDefault("of", "");
        Matcher matcher = OF.matcher(of);
        ReferenceCases.Case given =
                matcher.matches() ? reference.cases().get(Integer.parseInt(matcher.group(1))) : null;
        if (given == null) {
            findings.notUnderstood(FILE, "its metadata 'of' is '" + of + "', not case.N.classification_loss of a case");
            return;
        }
        TensorData labels = given.tensors().get("labels");
        if (!given.runnable() || labels == null || !model.outputNames().contains(LOGITS)) {
            findings.notUnderstood(FILE, "needs inputs and labels of " + of + ", and a model with " + LOGITS);
            return;
        }
        TensorData logits = model.run(given.inputs(), Set.of(LOGITS)).get(LOGITS);
        if (!CrossEntropy.fits(logits, labels)
                || LongStream.of(labels.longs()).anyMatch(l -> l == CrossEntropy.IGNORED)) {
            findings.notUnderstood(FILE, "the labels of " + of + " are not one class for each row");
            return;
        }
        Map<String, TensorData> gradients = model.gradients(given.inputs(), LOGITS, labels);
        expected.forEach((name, gradient) -> compare(name, gradient, gradients));
    }

    private void compare(String name, TensorData expected, Map<String, TensorData> gradients) {
        List<String> own =
                gradients.keySet().stream().filter(weight -> same(weight, name)).toList();
        if (own.size() == 1) {
            findings.compare("gradient by " + name, expected, gradients.get(own.get(0)));
        } else {
            findings.notUnderstood(
                    FILE + ", " + name, own.isEmpty() ? "the model has no such weight" : "is any of " + own);
        }
    }

    /**
     * Whether two names are one but for what stands in front: the family's prefix, which checkpoints have or have not, or the
     * head, which is named in heads.safetensors only.
     */
    private static boolean same(String weight, String name) {
        return weight.equals(name) || weight.endsWith("." + name) || name.endsWith("." + weight);
    }
}
