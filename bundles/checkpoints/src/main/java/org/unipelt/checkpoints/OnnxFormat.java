package org.unipelt.checkpoints;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;

/**
 * An ONNX export of a PyTorch model. Biases, norms and embeddings keep their names there; the matrices of linear maps were turned
 * to [in, out] and lost theirs, so they get the name of the operation that reads them. Weights that were quantised to 8 bits come
 * as numbers again: (q - zero point) * scale.
 */
final class OnnxFormat implements CheckpointFormat {
    private static final String QUANTISED = "_quantized";
    private static final String SCALE = "_scale";
    private static final String ZERO_POINT = "_zero_point";
    private static final Set<String> PRODUCTS = Set.of("MatMul", "MatMulInteger", "Gemm");
    private static final Pattern ANONYMOUS = Pattern.compile("onnx::.*|/.*|\\d+");
    private static final Pattern OPERATION = Pattern.compile("/(.+)/(?:MatMul|Gemm)(?:_quant)?");

    @Override
    public String name() {
        return "ONNX";
    }

    @Override
    public boolean hasIndex() {
        return false;
    }

    @Override
    public boolean isIn(ModelFileSet files) {
        return files.names().stream().anyMatch(OnnxFormat::isOnnx);
    }

    @Override
    public SortedMap<String, StoredTensor> tensors(ModelFileSet files) {
        FileView file = files.open(file(files));
        OnnxGraph graph = OnnxGraph.read(file);
        Map<String, OnnxGraph.Node> products = products(graph);
        StoredTensors tensors = new StoredTensors(file.shown());
        for (OnnxTensor stored : graph.initializers().values()) {
            Optional<Quantisation> quantisation = Quantisation.of(stored, graph);
            if (!quantisation.isPresent() && !isPlainWeight(stored, graph)) {
                continue;
            }
            stored.check(file);
            OnnxGraph.Node product = products.get(stored.name());
            name(stored, product).ifPresent(name -> tensors.add(name, tensor(file, stored, product, quantisation)));
        }
        return tensors.all();
    }

    /** A Reshape to [batch, sequence, heads, head size] tells the heads: the last two are constants side by side. */
    @Override
    public OptionalInt heads(ModelFileSet files, int hidden) {
        FileView file = files.open(file(files));
        long before = 0;
        for (OnnxGraph.Node node : OnnxGraph.read(file).nodes()) {
            if (node.constant() == null || !node.name().contains("attention")) {
                continue;
            }
            boolean one = node.constant().sizes().length == 1 && node.constant().count(file) == 1;
            long value = one ? (long) node.constant().floats(file)[0] : 0;
            if (value > 1 && before > 1 && before * value == hidden) {
                return OptionalInt.of((int) before);
            }
            before = value;
        }
        return OptionalInt.empty();
    }

    private static boolean isOnnx(String name) {
        return name.endsWith(".onnx");
    }

    private static String file(ModelFileSet files) {
        List<String> found = files.names(OnnxFormat::isOnnx);
        for (String preferred : List.of("model.onnx", "onnx/model.onnx")) {
            if (found.contains(preferred)) {
                return preferred;
            }
        }
        if (found.size() > 1) {
            throw new DataException(
                    files.model(),
                    "has several ONNX files: " + String.join(", ", found),
                    "Name one of them model.onnx");
        }
        return found.get(0);
    }

    private static Map<String, OnnxGraph.Node> products(OnnxGraph graph) {
        Map<String, OnnxGraph.Node> products = new HashMap<>();
        for (OnnxGraph.Node node : graph.nodes()) {
            if (PRODUCTS.contains(node.type()) && node.inputs().size() > 1) {
                products.putIfAbsent(node.inputs().get(1), node);
            }
        }
        return products;
    }

    /** Scales are numbers too, but belong to a quantised weight. */
    private static boolean isPlainWeight(OnnxTensor tensor, OnnxGraph graph) {
        String name = tensor.name();
        boolean scale = name.endsWith(SCALE)
                && graph.initializers().containsKey(name.substring(0, name.length() - SCALE.length()) + QUANTISED);
        return tensor.isDecimal() && !scale;
    }

    /** Its own name, or that of its operation; none for constants of the arithmetic. */
    private static Optional<String> name(OnnxTensor tensor, OnnxGraph.Node product) {
        if (!ANONYMOUS.matcher(tensor.name()).matches()) {
            String name = tensor.name();
            return Optional.of(name.endsWith(QUANTISED) ? name.substring(0, name.length() - QUANTISED.length()) : name);
        }
        if (product == null) {
            return Optional.empty();
        }
        Matcher operation = OPERATION.matcher(product.name());
        return operation.matches() ? Optional.of(operation.group(1).replace('/', '.') + ".weight") : Optional.empty();
    }

    private static StoredTensor tensor(
            FileView file, OnnxTensor stored, OnnxGraph.Node product, Optional<Quantisation> quantisation) {
        boolean kernel = product != null && !product.secondTransposed() && stored.sizes().length == 2;
        Shape shape = Shape.of(stored.sizes());
        if (kernel) {
            return StoredTensor.kernel(shape, stored.format(), () -> numbers(file, stored, quantisation, 1));
        }
        return new StoredTensor(shape, false, stored.format(), () -> numbers(file, stored, quantisation, 0));
    }

    private static Numbers numbers(FileView file, OnnxTensor stored, Optional<Quantisation> quantisation, int axis) {
        Numbers numbers = stored.numbers(file);
        return quantisation.map(q -> q.undo(file, stored, numbers, axis)).orElse(numbers);
    }

    /**
     * How a weight was made 8 bits wide.
     *
     * @param scale one number, or one for each output
     * @param zeroPoint as many, or null for zero
     */
    private record Quantisation(OnnxTensor scale, OnnxTensor zeroPoint) {
        static Optional<Quantisation> of(OnnxTensor tensor, OnnxGraph graph) {
            if (!tensor.isByte() || !tensor.name().endsWith(QUANTISED)) {
                return Optional.empty();
            }
            String base = tensor.name().substring(0, tensor.name().length() - QUANTISED.length());
            return Optional.ofNullable(graph.initializers().get(base + SCALE))
                    .map(scale -> new Quantisation(scale, graph.initializers().get(base + ZERO_POINT)));
        }

        /** (q - z) * s; s and z belong to the columns (axis 1) or rows (axis 0) of the matrix. */
        Numbers undo(FileView file, OnnxTensor stored, Numbers quantised, int axis) {
            float[] scales = scale.floats(file);
            float[] zeros = zeroPoint == null ? new float[scales.length] : zeroPoint.floats(file);
            boolean single = scales.length == 1;
            if (zeros.length != scales.length || !single && !fits(stored.sizes(), axis, scales.length)) {
                throw file.broken("'" + stored.name() + "' has " + scales.length + " scales and " + zeros.length
                        + " zero points, which do not fit its shape " + Shape.of(stored.sizes()));
            }
            long columns = single || stored.sizes().length < 2 ? 1 : stored.sizes()[1];
            return (from, to, at, count) -> {
                quantised.read(from, to, at, count);
                for (int i = 0; i < count; i++) {
                    long place = from + i;
                    int scaled = single ? 0 : (int) (axis == 1 ? place % columns : place / columns);
                    to[at + i] = (to[at + i] - zeros[scaled]) * scales[scaled];
                }
            };
        }

        private static boolean fits(long[] sizes, int axis, int scales) {
            return sizes.length > axis && sizes.length <= 2 && sizes[axis] == scales;
        }
    }
}
