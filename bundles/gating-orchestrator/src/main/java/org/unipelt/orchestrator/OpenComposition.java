package org.unipelt.orchestrator;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.session.ComposedModel;

/** A composition in a host's session, with all that it gives, and the gradients of its loss. */
final class OpenComposition implements ComposedModel {
    private final Host host;
    private final Map<String, List<Parameter>> parameters;
    private final Variables variables;
    private final NamedOutputs outputs;
    private final FedBatch.Names fed;
    private final Map<String, String> deployed = new LinkedHashMap<>();
    private final Map<String, String> gradients = new LinkedHashMap<>();
    private final String targets;
    private final GraphTraining.Saver saver;
    private final Plan plan;
    private final Supplier<Drawing> further;
    private SessionDecoder decoder;
    private final AtomicBoolean closed = new AtomicBoolean();

    private OpenComposition(Drawing drawing, GraphTraining.Saver saver) {
        this.saver = saver;
        Sketch sketch = drawing.sketch();
        host = sketch.host();
        variables = drawing.variables();
        plan = drawing.plan();
        further = drawing.further();
        Drawing.Pass pass = drawing.withGradients();
        fed = pass.fed();
        outputs = new NamedOutputs(drawing, pass);
        parameters = drawing.parameters();
        drawing.deployed(pass).forEach((parameter, value) -> deployed.put(parameter.name(), sketch.name(value)));
        targets = drawing.plan().head() == null ? null : drawGradients(drawing, pass);
    }

    /**
     * Draws a plan into a host.
     *
     * @param values weights by parameter name; parameters that are not in it get their initial values
     */
    static OpenComposition draw(
            Host host,
            Plan plan,
            Drawing.Purpose purpose,
            OwnBase.Extent ownBase,
            Map<String, TensorData> values,
            GraphTraining.Saver saver) {
        try (Drawing drawing = new Drawing(host, plan, purpose, ownBase)) {
            OpenComposition composition = new OpenComposition(drawing, saver);
            drawing.commit();
            composition.begin(values);
            return composition;
        }
    }

    private void begin(Map<String, TensorData> values) {
        Map<String, float[]> given = new LinkedHashMap<>();
        values.forEach((name, data) -> given.put(name, data.floats()));
        List<Parameter> all = parameters.values().stream().flatMap(List::stream).toList();
        InitialValues.assign(variables, host, all, given, 0);
    }

    /** @return the name of the targets' placeholder */
    private String drawGradients(Drawing drawing, Drawing.Pass pass) {
        Sketch sketch = drawing.sketch();
        Operand<TFloat32> expected = sketch.ops().placeholder(TFloat32.class);
        Operand<TFloat32> loss = drawing.plan().head().loss(pass.scope(), pass.scores(), expected);
        List<Parameter> all =
                drawing.trained().values().stream().flatMap(List::stream).toList();
        List<Operand<TFloat32>> drawn = Gradients.of(
                sketch.graph(),
                loss,
                all.stream().map(p -> variables.get(p.name()).value()).toList());
        for (int i = 0; i < all.size(); i++) {
            if (drawn.get(i) != null) {
                gradients.put(all.get(i).name(), sketch.name(drawn.get(i)));
            }
        }
        return sketch.name(expected);
    }

    @Override
    public ModelShape shape() {
        return host.model().shape();
    }

    @Override
    public Map<String, List<Parameter>> parameters() {
        return parameters;
    }

    @Override
    public void assign(Map<String, TensorData> weights) {
        Map<String, float[]> values = new LinkedHashMap<>();
        weights.forEach((name, data) -> {
            variables.check(name, data.shape());
            values.put(name, data.floats());
        });
        variables.assign(host.session(), values);
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
    public Map<String, TensorData> gradients(Map<String, TensorData> inputs, TensorData expected) {
        if (targets == null) {
            throw new ConfigurationException(
                    "gradients", "the composition has no head, and so no loss", "Compose it with a task's head");
        }
        Session.Runner runner = host.session().runner();
        gradients.values().forEach(runner::fetch);
        Map<String, TensorData> values = new LinkedHashMap<>();
        try (FedBatch batch = outputs.tensors(inputs);
                TFloat32 tensor = Tensors.of(expected.shape(), expected.floats());
                Result result = batch.into(runner, fed).feed(targets, tensor).run()) {
            int index = 0;
            for (String name : gradients.keySet()) {
                values.put(name, Tensors.data(result.get(index++)));
            }
        }
        return values;
    }

    @Override
    public synchronized TextDecoder decoder() {
        if (decoder == null) {
            decoder = new SessionDecoder(host, Limits.of(host, plan), further);
        }
        return decoder;
    }

    @Override
    public void save(Path pack, Map<String, Object> results) {
        saver.save(pack, Tensors.fetch(host.session(), deployed), results);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            variables.destroy(host.session());
            host.leave();
        }
    }
}
