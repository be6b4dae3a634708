package org.unipelt.orchestrator;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.options.Nearest;
import org.unipelt.orchestrator.FedBatch.Input;

/** Everything that a forward pass gives, by name; what nobody fetches is never computed. */
final class NamedOutputs {
    private static final String STATE = "hidden_state.";
    private final Host host;
    private final FedBatch.Names fed;
    private final Limits limits;
    private final Map<String, String> fetches = new LinkedHashMap<>();

    NamedOutputs(Drawing drawing, Drawing.Pass pass) {
        host = drawing.sketch().host();
        fed = pass.fed();
        limits = Limits.of(host, drawing.plan());
        all(pass.outputs())
                .forEach((name, operand) -> fetches.put(name, drawing.sketch().name(operand)));
        pass.gates()
                .named()
                .forEach((name, gate) -> fetches.put(name, drawing.sketch().name(gate)));
        if (pass.scores() != null) {
            fetches.put("scores", drawing.sketch().name(pass.scores()));
        }
    }

    /** What the model itself gives. */
    static Map<String, Operand<TFloat32>> all(ModelOutputs outputs) {
        Map<String, Operand<TFloat32>> all = new LinkedHashMap<>();
        for (int i = 0; i < outputs.hiddenStates().size(); i++) {
            all.put(STATE + i, outputs.hiddenStates().get(i));
        }
        outputs.named().forEach((name, operand) -> all.put(name, operand.get()));
        outputs.decoder()
                .ifPresent(decoder -> all(decoder).forEach((name, operand) -> all.put(decoderName(name), operand)));
        return all;
    }

    /** Hidden states there are in both halves; all else the two have once. */
    private static String decoderName(String name) {
        return name.startsWith(STATE) ? "decoder_" + name : name;
    }

    Set<String> names() {
        return new LinkedHashSet<>(fetches.keySet());
    }

    Map<String, TensorData> run(Map<String, TensorData> inputs, Set<String> names) {
        Session.Runner runner = host.session().runner();
        names.forEach(name -> runner.fetch(fetches.get(known(name))));
        Map<String, TensorData> values = new LinkedHashMap<>();
        try (FedBatch tensors = tensors(inputs);
                Result result = tensors.into(runner, fed).run()) {
            int index = 0;
            for (String name : names) {
                values.put(name, Tensors.data(result.get(index++)));
            }
        }
        return values;
    }

    String known(String output) {
        if (!fetches.containsKey(output)) {
            throw new ConfigurationException(
                    "output '" + output + "'",
                    "model '" + host.source().name() + "' does not have it",
                    Nearest.hint(output, fetches.keySet()));
        }
        return output;
    }

    /**
     * The inputs of a batch by the library's names; others are left alone.
     *
     * @throws org.unipelt.api.ConfigurationException if one is missing or of another type
     * @throws org.unipelt.api.DataException if the model cannot read it
     */
    FedBatch tensors(Map<String, TensorData> inputs) {
        TensorData ids = required(inputs, Input.INPUT_IDS);
        required(inputs, Input.ATTENTION_MASK);
        limits.checkLength(ids.shape().get(1));
        FedBatch batch = new FedBatch(new EnumMap<>(Input.class));
        try {
            batch.tensors().put(Input.TOKEN_TYPE_IDS, Tensors.of(ids.shape(), new int[ids.longs().length]));
            for (Input input : Input.values()) {
                TensorData data = inputs.get(input.word());
                if (data != null) {
                    Tensor tensor = tensor(input, data);
                    Tensor before = batch.tensors().put(input, tensor);
                    if (before != null) {
                        before.close();
                    }
                }
            }
            addDecoderMask(inputs, batch);
            return batch;
        } catch (RuntimeException e) {
            batch.close();
            throw e;
        }
    }

    /** What is written is read whole, where no mask says otherwise. */
    private static void addDecoderMask(Map<String, TensorData> inputs, FedBatch batch) {
        TensorData ids = inputs.get(Input.DECODER_INPUT_IDS.word());
        if (ids != null && !batch.tensors().containsKey(Input.DECODER_ATTENTION_MASK)) {
            float[] ones = new float[ids.longs().length];
            Arrays.fill(ones, 1f);
            batch.tensors().put(Input.DECODER_ATTENTION_MASK, Tensors.of(ids.shape(), ones));
        }
    }

    private Tensor tensor(Input input, TensorData data) {
        if (!data.integer()) {
            throw wrong(input);
        }
        if (input.mask()) {
            return Tensors.of(data.shape(), floats(data));
        }
        int[] ids = ints(input, data);
        return Tensors.of(data.shape(), input == Input.TOKEN_TYPE_IDS ? ids : limits.checked(input, ids));
    }

    private static TensorData required(Map<String, TensorData> inputs, Input input) {
        TensorData data = inputs.get(input.word());
        if (data == null || !data.integer() || data.shape().numDimensions() != 2) {
            throw wrong(input);
        }
        return data;
    }

    private static ConfigurationException wrong(Input input) {
        return new ConfigurationException(
                "input '" + input.word() + "'",
                "it is missing, not of integers or not a matrix",
                "Give int64 of [batch, sequence]");
    }

    private static int[] ints(Input input, TensorData data) {
        int[] values = new int[data.longs().length];
        for (int i = 0; i < values.length; i++) {
            long value = data.longs()[i];
            if (value != (int) value) {
                throw new DataException(
                        "input '" + input.word() + "'", "it holds " + value, "Give ids of the tokenizer");
            }
            values[i] = (int) value;
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
}
