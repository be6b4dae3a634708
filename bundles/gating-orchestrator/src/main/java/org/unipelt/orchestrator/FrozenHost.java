package org.unipelt.orchestrator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.session.FrozenModel;

/** The base model of a host, drawn without contributions. */
final class FrozenHost implements FrozenModel {
    private final Host host;
    private final NamedOutputs outputs;
    private final Supplier<Drawing> further;
    private SessionDecoder decoder;

    FrozenHost(Host host) {
        this.host = host;
        try (Drawing drawing = Drawing.ofBase(host)) {
            outputs = new NamedOutputs(drawing, drawing.prediction());
            further = drawing.further();
            drawing.commit();
        }
    }

    @Override
    public ModelShape shape() {
        return host.model().shape();
    }

    @Override
    public Set<String> outputNames() {
        return outputs.names();
    }

    @Override
    public Map<String, TensorData> run(Map<String, TensorData> inputs, Set<String> names) {
        return outputs.run(inputs, names);
    }

    @Override
    public Map<String, TensorData> gradients(Map<String, TensorData> inputs, String output, TensorData labels) {
        outputs.known(output);
        int classes =
                Math.toIntExact(run(inputs, Set.of(output)).get(output).shape().get(1));
        Map<String, BaseWeight> reached = new LinkedHashMap<>();
        try (Drawing drawing = Drawing.ofBase(host);
                TFloat32 targets = oneHot(labels, classes)) {
            Drawing.Pass pass = drawing.withGradients();
            Ops tf = drawing.sketch().ops();
            Operand<TFloat32> expected = tf.placeholder(TFloat32.class);
            Operand<TFloat32> loss = tf.math.mean(
                    tf.nn.softmaxCrossEntropyWithLogits(
                                    NamedOutputs.all(pass.outputs()).get(output), expected)
                            .loss(),
                    tf.constant(0));
            List<Operand<TFloat32>> gradients = Gradients.of(
                    drawing.sketch().graph(),
                    loss,
                    host.weights().all().stream()
                            .map(w -> drawing.sketch().get(w.name()))
                            .toList());
            for (int i = 0; i < gradients.size(); i++) {
                if (gradients.get(i) != null) {
                    reached.put(
                            drawing.sketch().name(gradients.get(i)),
                            host.weights().all().get(i));
                }
            }
            drawing.commit();
            Session.Runner runner =
                    host.session().runner().feed(drawing.sketch().name(expected), targets);
            reached.keySet().forEach(runner::fetch);
            return fetch(runner, pass.fed(), inputs, List.copyOf(reached.values()));
        }
    }

    @Override
    public synchronized TextDecoder decoder() {
        if (decoder == null) {
            decoder = new SessionDecoder(host, Limits.of(host, Plan.NOTHING), further);
        }
        return decoder;
    }

    private Map<String, TensorData> fetch(
            Session.Runner runner, FedBatch.Names fed, Map<String, TensorData> inputs, List<BaseWeight> weights) {
        Map<String, TensorData> gradients = new LinkedHashMap<>();
        try (FedBatch tensors = outputs.tensors(inputs);
                Result result = tensors.into(runner, fed).run()) {
            for (int i = 0; i < weights.size(); i++) {
                TensorData gradient = Tensors.data(result.get(i));
                gradients.put(stored(weights.get(i)), weights.get(i).transposed() ? transposed(gradient) : gradient);
            }
        }
        return gradients;
    }

    /** The checkpoint's name, or the family's own for a part of a tensor. */
    private static String stored(BaseWeight weight) {
        return weight.firstColumn() == BaseWeight.WHOLE ? weight.source() : weight.name();
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

    @Override
    public void close() {
        host.leave();
    }
}
