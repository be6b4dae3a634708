package org.unipelt.api.pack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What gates say on a data set.
 *
 * @param examples how many rows there were
 * @param rows one for each gate and class, and one for each gate over all classes
 */
@ProviderType
public record GateReport(int examples, List<Row> rows) {
    /** Stands for all classes together: no class is called so. */
    public static final String ALL_CLASSES = "";

    public GateReport {
        rows = List.copyOf(rows);
    }

    /**
     * One gate over the rows of one class.
     *
     * @param method the method's name in the composition
     * @param layer the layer's name: {@code encoder.layer.0}
     * @param slot the gate's name in its layer: {@code lora.query}
     * @param label the class, or {@link #ALL_CLASSES}
     * @param examples how many rows
     * @param mean the mean gate; at token level each row counts by the mean over its tokens
     * @param deviation the standard deviation over the rows
     * @param entropy the mean entropy of the decision in bits, of a gate between open and shut: 0 where it is sure, 1 at one
     *     half
     */
    @ProviderType
    public record Row(
            String method,
            String layer,
            String slot,
            String label,
            int examples,
            double mean,
            double deviation,
            double entropy) {}

    /** The report as JSON can hold it; the class of what stands for all is null. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("examples", examples);
        map.put("gates", rows.stream().map(GateReport::row).toList());
        return map;
    }

    private static Map<String, Object> row(Row row) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("method", row.method());
        map.put("layer", row.layer());
        map.put("slot", row.slot());
        map.put("class", row.label().equals(ALL_CLASSES) ? null : row.label());
        map.put("examples", row.examples());
        map.put("mean", row.mean());
        map.put("deviation", row.deviation());
        map.put("entropy_bits", row.entropy());
        return map;
    }
}
