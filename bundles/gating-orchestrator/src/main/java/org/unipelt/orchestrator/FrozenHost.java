package org.unipelt.orchestrator;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.model.FrozenModel;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.options.Nearest;

/** The base model of a host, drawn without contributions. */
final class FrozenHost implements FrozenModel {
    private static final Plan NOTHING = new Plan(List.of(), Map.of(), Map.of(), Map.of(), null, Map.of());

    private final Host host;
    private final FedBatch.Names fed;
    private final Map<String, String> outputs = new LinkedHashMap<>();

    FrozenHost(Host host) {
        this.host = host;
        try (Drawing drawing = new Drawing(host, NOTHING, false)) {
            Drawing.Pass pass = drawing.pass(null);
            fed = pass.fed();
            all(pass.outputs())
                    .forEach((name, operand) ->
                            outputs.put(name, drawing.sketch().name(operand)));
            drawing.commit();
        }
    }

    /** Every output by its name; what nobody fetches is never computed. */
    private static Map<String, Operand<TFloat32>> all(ModelOutputs outputs) {
        Map<String, Operand<TFloat32>> all = new LinkedHashMap<>();
        for (int i = 0; i < outputs.hiddenStates().size(); i++) {
            all.put("hidden_state." + i, outputs.hiddenStates().get(i));
        }
        outputs.named().forEach((name, operand) -> all.put(name, operand.get()));
        return all;
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
        Session.Runner runner = host.session().runner();
        names.forEach(name -> runner.fetch(outputs.get(known(name))));
        Map<String, TensorData> values = new LinkedHashMap<>();
        try (FedBatch tensors = tensors(inputs);
                Result result = tensors.into(runner, fed).run()) {
            int index = 0;
            for (String name : names) {
                values.put(name, data(result, index++));
            }
        }
        return values;
    }

    @Override
    public Map<String, TensorData> gradients(Map<String, TensorData> inputs, String output, TensorData labels) {
        known(output);
        int classes =
                Math.toIntExact(run(inputs, Set.of(output)).get(output).shape().get(1));
        Map<String, BaseWeight> reached = new LinkedHashMap<>();
        try (Drawing drawing = new Drawing(host, NOTHING, false);
                TFloat32 targets = oneHot(labels, classes)) {
            Drawing.Pass pass = drawing.pass(null);
            Ops tf = drawing.sketch().ops();
            Operand<TFloat32> expected = tf.placeholder(TFloat32.class);
            Operand<TFloat32> loss = tf.math.mean(
                    tf.nn.softmaxCrossEntropyWithLogits(all(pass.outputs()).get(output), expected)
                            .loss(),
                    tf.constant(0));
            List<Operand<TFloat32>> gradients = Gradients.of(
                    drawing.sketch().graph(),
                    loss,
                    host.baseWeights().stream()
                            .map(w -> drawing.sketch().get(w.name()))
                            .toList());
            for (int i = 0; i < gradients.size(); i++) {
                if (gradients.get(i) != null) {
                    reached.put(
                            drawing.sketch().name(gradients.get(i)),
                            host.baseWeights().get(i));
                }
            }
            drawing.commit();
            Session.Runner runner =
                    host.session().runner().feed(drawing.sketch().name(expected), targets);
            reached.keySet().forEach(runner::fetch);
            return fetch(runner, pass.fed(), inputs, List.copyOf(reached.values()));
        }
    }

    private static Map<String, TensorData> fetch(
            Session.Runner runner, FedBatch.Names fed, Map<String, TensorData> inputs, List<BaseWeight> weights) {
        Map<String, TensorData> gradients = new LinkedHashMap<>();
        try (FedBatch tensors = tensors(inputs);
                Result result = tensors.into(runner, fed).run()) {
            for (int i = 0; i < weights.size(); i++) {
                TensorData gradient = data(result, i);
                gradients.put(weights.get(i).source(), weights.get(i).transposed() ? transposed(gradient) : gradient);
            }
        }
        return gradients;
    }

    private static TensorData data(Result result, int index) {
        return TensorData.of(result.get(index).shape(), Tensors.floats(result.get(index)));
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

    private static TFloat32 oneHot(TensorData labels, int classes) {
        float[] rows = new float[labels.longs().length * classes];
        for (int i = 0; i < labels.longs().length; i++) {
            rows[i * classes + Math.toIntExact(labels.longs()[i])] = 1;
        }
        return Tensors.of(Shape.of(labels.longs().length, classes), rows);
    }

    private String known(String output) {
        if (!outputs.containsKey(output)) {
            throw new ConfigurationException(
                    "output '" + output + "'",
                    "model '" + host.source().name() + "' does not have it",
                    Nearest.hint(output, outputs.keySet()));
        }
        return output;
    }

    private static FedBatch tensors(Map<String, TensorData> inputs) {
        TensorData ids = input(inputs, "input_ids");
        TensorData types =
                inputs.getOrDefault("token_type_ids", TensorData.of(ids.shape(), new long[ids.longs().length]));
        return FedBatch.of(ids.shape(), ints(ids), ints(types), floats(input(inputs, "attention_mask")));
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
