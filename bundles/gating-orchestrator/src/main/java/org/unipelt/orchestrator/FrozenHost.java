package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.model.FrozenModel;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.options.Nearest;

/** The base model of a host, drawn without contributions. */
final class FrozenHost implements FrozenModel {
    private final Host host;
    private final Composed.Fed fed;
    private final Map<String, Supplier<Operand<TFloat32>>> outputs = new LinkedHashMap<>();
    private final Map<String, Operand<TFloat32>> drawn = new ConcurrentHashMap<>();
    private final Ops tf;

    FrozenHost(Host host) {
        this.host = host;
        synchronized (host) {
            tf = host.ops().withSubScope(host.nextScope());
            Plan nothing = new Plan(List.of(), Map.of(), Map.of(), Map.of(), null, Map.of());
            fed = Composed.Fed.declare(tf);
            DrawScope scope = new DrawScope(tf, p -> null, null);
            Gates gates = new Gates(scope, nothing, false);
            gates.masked(fed.mask());
            var drawing = host.model().draw(scope, host, new GatedSites(scope, nothing, gates), fed.inputs());
            for (int i = 0; i < drawing.hiddenStates().size(); i++) {
                Operand<TFloat32> state = drawing.hiddenStates().get(i);
                outputs.put("hidden_state." + i, () -> state);
            }
            outputs.putAll(drawing.named());
        }
    }

    @Override
    public ModelShape shape() {
        return host.model().shape();
    }

    @Override
    public Set<String> outputNames() {
        return new LinkedHashSet<>(outputs.keySet());
    }

    @Override
    public Map<String, TensorData> run(Map<String, TensorData> inputs, Set<String> names) {
        List<Operand<TFloat32>> fetched = names.stream().map(this::output).toList();
        Map<String, TensorData> values = new LinkedHashMap<>();
        List<TensorData> results = fetch(inputs, Map.of(), fetched);
        int index = 0;
        for (String name : names) {
            values.put(name, results.get(index++));
        }
        return values;
    }

    @Override
    public Map<String, TensorData> gradients(Map<String, TensorData> inputs, String output, TensorData labels) {
        List<BaseWeight> weights = host.baseWeights();
        Operand<TFloat32> logits = output(output);
        int classes =
                Math.toIntExact(run(inputs, Set.of(output)).get(output).shape().get(1));
        List<Operand<TFloat32>> fetched = new ArrayList<>();
        List<BaseWeight> reached = new ArrayList<>();
        Operand<TFloat32> targets;
        synchronized (host) {
            targets = tf.placeholder(TFloat32.class);
            Operand<TFloat32> loss = tf.math.mean(
                    tf.nn.softmaxCrossEntropyWithLogits(logits, targets).loss(), tf.constant(0));
            List<Operand<TFloat32>> values =
                    weights.stream().map(w -> host.get(w.name())).toList();
            List<Operand<TFloat32>> gradients = Gradients.of(host.graph(), loss, values);
            for (int i = 0; i < gradients.size(); i++) {
                if (gradients.get(i) != null) {
                    fetched.add(gradients.get(i));
                    reached.add(weights.get(i));
                }
            }
        }
        List<TensorData> results = fetch(inputs, Map.of(targets, oneHot(labels, classes)), fetched);
        Map<String, TensorData> gradients = new LinkedHashMap<>();
        for (int i = 0; i < reached.size(); i++) {
            BaseWeight weight = reached.get(i);
            gradients.put(weight.source(), weight.transposed() ? transposed(results.get(i)) : results.get(i));
        }
        return gradients;
    }

    private static TensorData transposed(TensorData data) {
        int rows = Math.toIntExact(data.shape().get(0));
        int columns = Math.toIntExact(data.shape().get(1));
        float[] values = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                values[column * rows + row] = data.floats()[row * columns + column];
            }
        }
        return TensorData.of(Shape.of(columns, rows), values);
    }

    private static TensorData oneHot(TensorData labels, int classes) {
        float[] rows = new float[labels.longs().length * classes];
        for (int i = 0; i < labels.longs().length; i++) {
            rows[i * classes + Math.toIntExact(labels.longs()[i])] = 1;
        }
        return TensorData.of(Shape.of(labels.longs().length, classes), rows);
    }

    private Operand<TFloat32> output(String name) {
        Supplier<Operand<TFloat32>> output = outputs.get(name);
        if (output == null) {
            throw new ConfigurationException(
                    "output '" + name + "'",
                    "model '" + host.source().name() + "' does not have it",
                    Nearest.hint(name, outputs.keySet()));
        }
        Operand<TFloat32> known = drawn.get(name);
        if (known == null) {
            synchronized (host) {
                known = drawn.computeIfAbsent(name, n -> output.get());
            }
        }
        return known;
    }

    private List<TensorData> fetch(
            Map<String, TensorData> inputs, Map<Operand<TFloat32>, TensorData> more, List<Operand<TFloat32>> fetched) {
        TensorData ids = input(inputs, "input_ids");
        Shape shape = ids.shape();
        TensorData types = inputs.getOrDefault("token_type_ids", TensorData.of(shape, new long[ids.longs().length]));
        List<Tensor> tensors = new ArrayList<>();
        try {
            Session.Runner runner = host.session().runner();
            feed(runner, fed.ids(), Tensors.of(shape, ints(ids)), tensors);
            feed(runner, fed.typeIds(), Tensors.of(shape, ints(types)), tensors);
            feed(runner, fed.mask(), Tensors.of(shape, floats(input(inputs, "attention_mask"))), tensors);
            more.forEach((operand, data) -> feed(runner, operand, Tensors.of(data.shape(), data.floats()), tensors));
            fetched.forEach(runner::fetch);
            try (Result result = runner.run()) {
                List<TensorData> values = new ArrayList<>();
                for (int i = 0; i < fetched.size(); i++) {
                    values.add(TensorData.of(result.get(i).shape(), Tensors.floats(result.get(i))));
                }
                return values;
            }
        } finally {
            tensors.forEach(Tensor::close);
        }
    }

    private static void feed(Session.Runner runner, Operand<?> operand, Tensor tensor, List<Tensor> tensors) {
        tensors.add(tensor);
        runner.feed(operand, tensor);
    }

    private static TensorData input(Map<String, TensorData> inputs, String name) {
        TensorData data = inputs.get(name);
        if (data == null || !data.integer()) {
            throw new ConfigurationException(
                    "input '" + name + "'", "it is missing or not of integers", "Give int64 of [batch, sequence]");
        }
        return data;
    }

    private static int[] ints(TensorData data) {
        int[] values = new int[data.longs().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.toIntExact(data.longs()[i]);
        }
        return values;
    }

    private static float[] floats(TensorData data) {
        float[] values = new float[data.longs().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = data.longs()[i];
        }
        return values;
    }

    @Override
    public void close() {
        host.leave();
    }
}
