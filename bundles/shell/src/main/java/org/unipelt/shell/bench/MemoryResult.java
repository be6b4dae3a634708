package org.unipelt.shell.bench;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.console.TextTable;

/**
 * The memory that training took, of a process for each composition.
 *
 * @param base the base model
 * @param device where it ran
 * @param batch texts of a step
 * @param longest tokens of the longest texts
 * @param uses what each composition's process held, by the composition's name
 */
public record MemoryResult(String base, String device, int batch, int longest, Map<String, Use> uses)
        implements Measured {
    private static final int MIB = 20;

    /**
     * What a process held, in bytes.
     *
     * @param trained trained numbers of the composition
     * @param loaded before the first step
     * @param peakLoading the most until then
     * @param peak the most
     */
    record Use(long trained, long loaded, long peakLoading, long peak) {
        private static Use of(Map<?, ?> tree) {
            return new Use(
                    number(tree, "trained"),
                    number(tree, "bytes_loaded"),
                    number(tree, "bytes_peak_loading"),
                    number(tree, "bytes_peak"));
        }

        private static long number(Map<?, ?> tree, String key) {
            return ((Number) tree.get(key)).longValue();
        }
    }

    /** Everything, with the ratios where there is full fine-tuning to compare with. */
    @Override
    public Map<String, Object> toJson() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("base", base);
        tree.put("device", device);
        tree.put("batch", batch);
        tree.put("longest", longest);
        tree.put("compositions", uses.keySet().stream().map(this::toJson).toList());
        return tree;
    }

    private Map<String, Object> toJson(String name) {
        Use use = uses.get(name);
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", name);
        tree.put("trained", use.trained());
        tree.put("bytes_loaded", use.loaded());
        tree.put("bytes_peak_loading", use.peakLoading());
        tree.put("bytes_peak", use.peak());
        if (uses.containsKey(Compositions.FULL)) {
            tree.put("ratio_to_full_fine_tuning", ratio(use));
        }
        return tree;
    }

    /** Reads {@link #toJson()} back. */
    static MemoryResult of(Map<?, ?> tree) {
        Map<String, Use> uses = new LinkedHashMap<>();
        for (Object each : (List<?>) tree.get("compositions")) {
            Map<?, ?> composition = (Map<?, ?>) each;
            uses.put((String) composition.get("name"), Use.of(composition));
        }
        return new MemoryResult(
                (String) tree.get("base"),
                (String) tree.get("device"),
                (Integer) tree.get("batch"),
                (Integer) tree.get("longest"),
                uses);
    }

    /** A table. */
    @Override
    public void print(PrintWriter out) {
        out.println(base + " on " + device + ", steps of " + batch + " texts of up to " + longest
                + " tokens, a process for each composition; resident sizes in MiB");
        TextTable table = new TextTable("COMPOSITION", "TRAINED", "LOADED", "PEAK OF LOADING", "PEAK", "/ FULL");
        uses.forEach((name, use) -> table.row(
                name,
                Format.count(use.trained()),
                mebibytes(use.loaded()),
                mebibytes(use.peakLoading()),
                mebibytes(use.peak()),
                uses.containsKey(Compositions.FULL) ? Format.decimals(ratio(use), 2) : "-"));
        table.print(out);
    }

    private static String mebibytes(long bytes) {
        return Format.count(bytes >> MIB);
    }

    private double ratio(Use use) {
        return (double) use.peak() / uses.get(Compositions.FULL).peak();
    }
}
