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
 * @param operations multiplications and additions in those products
 * @param prediction a prediction for one short text
 * @param run the run of the same composition on the same text's tokens
 */
public record LimitResult(
        String base,
        int batch,
        int length,
        double forward,
        double products,
        double operations,
        double prediction,
        double run) {

    /** Everything, with the ratio and the overhead. */
    public Map<String, Object> toJson() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("base", base);
        tree.put("batch", batch);
        tree.put("length", length);
        tree.put("seconds_forward", forward);
        tree.put("seconds_products", products);
        tree.put("ratio", forward / products);
        tree.put("gflops_forward", operations / forward / 1e9);
        tree.put("gflops_products", operations / products / 1e9);
        tree.put("seconds_prediction", prediction);
        tree.put("seconds_run", run);
        tree.put("seconds_overhead", prediction - run);
        return tree;
    }

    /** A few lines. */
    public void print(PrintWriter out) {
        out.println(base + ", " + batch + " texts of " + length + " tokens");
        out.println("forward pass:               " + line(forward));
        out.println("its matrix products alone:  " + line(products));
        out.println("ratio:                      " + Format.decimals(forward / products, 3));
        out.println("one prediction:             " + milliseconds(prediction) + ", of which the session's run "
                + milliseconds(run));
        out.println("fixed overhead:             " + milliseconds(prediction - run));
        out.flush();
    }

    private String line(double seconds) {
        return milliseconds(seconds) + ", " + Format.decimals(operations / seconds / 1e9, 1) + " GFLOP/s";
    }

    private static String milliseconds(double seconds) {
        return Format.decimals(seconds * 1000, 2) + " ms";
    }
}
