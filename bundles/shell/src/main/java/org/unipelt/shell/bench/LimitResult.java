package org.unipelt.shell.bench;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.unipelt.shell.console.Format;

/**
 * What a forward pass and a prediction take beside what they cannot do without; times in seconds, medians.
 *
 * @param base the base model
 * @param batch how many texts, all of this length
 * @param length in tokens
 * @param forward a forward pass of the base model
 * @param products its matrix products alone
 * @param ratio of the two in the same round
 * @param operations multiplications and additions in those products
 * @param one a prediction for one short text
 */
public record LimitResult(
        String base,
        int batch,
        int length,
        double forward,
        double products,
        double ratio,
        double operations,
        PredictionTimes one)
        implements Measured {

    /** Everything, with the ratio and the overhead. */
    @Override
    public Map<String, Object> toJson() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("base", base);
        tree.put("batch", batch);
        tree.put("length", length);
        tree.put("seconds_forward", forward);
        tree.put("seconds_products", products);
        tree.put("ratio", ratio);
        tree.put("gflops_forward", operations / forward / 1e9);
        tree.put("gflops_products", operations / products / 1e9);
        tree.put("seconds_prediction", one.prediction());
        tree.put("seconds_run", one.run());
        tree.put("seconds_tokenising", one.tokenising());
        tree.put("seconds_feeding", one.feeding());
        tree.put("seconds_overhead", one.overhead());
        return tree;
    }

    /** A few lines. */
    @Override
    public void print(PrintWriter out) {
        out.println(base + ", " + batch + " texts of " + length + " tokens");
        out.println("forward pass:               " + line(forward));
        out.println("its matrix products alone:  " + line(products));
        out.println("ratio:                      " + Format.decimals(ratio, 3));
        out.println("one prediction:             " + milliseconds(one.prediction()) + "; the run of its tokens "
                + milliseconds(one.run()));
        out.println("fixed overhead:             " + milliseconds(one.overhead()) + ", of which tokenising "
                + milliseconds(one.tokenising()) + ", feeding and fetching " + milliseconds(one.feeding()));
        out.flush();
    }

    private String line(double seconds) {
        return milliseconds(seconds) + ", " + Format.decimals(operations / seconds / 1e9, 1) + " GFLOP/s";
    }

    private static String milliseconds(double seconds) {
        return Format.decimals(seconds * 1000, 2) + " ms";
    }
}
