package org.unipelt.checkpoints;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A variable of a TensorFlow BERT under its Hugging Face name.
 *
 * @param name such as {@code bert.encoder.layer.0.attention.self.query.weight}
 * @param kernel whether it is stored [in, out]
 */
record BertVariable(String name, boolean kernel) {
    private static final Pattern KNOWN = Pattern.compile("(?:module/)?((?:bert|cls)/.+)");
    private static final Pattern OPTIMISER = Pattern.compile(".*/(?:adam|lamb)_[mv](?:_\\d+)?");
    private static final Pattern TABLE = Pattern.compile(".*_embeddings");

    /** The variable of this name; empty for what is no weight of BERT: step counters, the optimiser's state. */
    static Optional<BertVariable> of(String variable) {
        Matcher known = KNOWN.matcher(variable);
        if (!known.matches() || OPTIMISER.matcher(variable).matches()) {
            return Optional.empty();
        }
        String path = known.group(1).replaceAll("/layer_(\\d+)/", "/layer.$1/");
        int cut = path.lastIndexOf('/');
        String last = path.substring(cut + 1);
        String owner = path.substring(0, cut).replace('/', '.');
        return Optional.of(
                TABLE.matcher(last).matches()
                        ? new BertVariable(owner + "." + last + ".weight", false)
                        : new BertVariable(owner + "." + leaf(last), last.equals("kernel")));
    }

    private static String leaf(String last) {
        return switch (last) {
            case "kernel", "gamma", "output_weights" -> "weight";
            case "beta", "output_bias" -> "bias";
            default -> last;
        };
    }
}
