package org.unipelt.shell.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntConsumer;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.TemporaryFolder;
import org.unipelt.api.TextInput;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.ModelSource;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.session.ComposedModel;
import org.unipelt.api.session.FrozenModel;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenBatch;
import org.unipelt.shell.services.Context;

/** Measures a forward pass against its matrix products, and a prediction against the session's run in it. */
public final class Limit {
    private static final TextInput SHORT_TEXT = TextInput.of("a small dog");
    private static final List<String> HEADS = List.of("num_attention_heads", "n_head", "num_heads");

    private final Context context;
    private final String base;
    private final int batch;
    private final int length;
    private final boolean brief;

    public Limit(Context context, String base, int batch, int length, boolean brief) {
        this.context = context;
        this.base = base;
        this.batch = batch;
        this.length = length;
        this.brief = brief;
    }

    /** Measures; the two sides of each comparison in turns. */
    public LimitResult run() {
        ModelSource source = context.services().catalog().find(base);
        BaseModelInstance model = context.services().family(source.family()).instantiate(source.config());
        if (length > model.shape().maximumLength()) {
            throw new ConfigurationException(
                    "--length " + length,
                    "the model takes texts of up to " + model.shape().maximumLength() + " tokens",
                    "Give a smaller length");
        }
        Map<String, List<Double>> layers;
        double operations;
        try (FrozenModel frozen = context.services().sessions().frozen(base, "auto");
                Products products = new Products(model.sites(), heads(source), batch, length)) {
            PlainBase plain = new PlainBase(frozen, null);
            TokenBatch texts = texts(model.shape().vocabulary());
            Map<String, IntConsumer> work = new LinkedHashMap<>();
            work.put("forward", round -> plain.run(texts));
            work.put("products", round -> products.run());
            layers = times(work, brief ? new Rounds(3, 10, 10) : new Rounds(15, 40, 90));
            operations = products.operations();
        }
        return new LimitResult(
                base,
                batch,
                length,
                Rounds.median(layers.get("forward")),
                Rounds.median(layers.get("products")),
                Rounds.median(layers.get("forward"), layers.get("products"), (forward, products) -> forward / products),
                operations,
                prediction());
    }

    /** One short text through a pack of LoRA, and its tokens through the same composition. */
    private PredictionTimes prediction() {
        Builder builder = new Builder(context, List.of(SHORT_TEXT));
        Composition lora = Compositions.all(base).get(Compositions.LORA);
        try (TemporaryFolder folder = TemporaryFolder.open("bench");
                TrainableComposition training = builder.trainable(lora);
                Predictor predictor = builder.predictor(lora, folder.path(Compositions.LORA));
                ComposedModel composed = context.services().sessions().compose(folder.path(Compositions.LORA));
                Feeding feeding = new Feeding()) {
            TextTokenizer tokenizer = training.tokenizer();
            List<TextInput> input = List.of(SHORT_TEXT);
            TokenBatch tokens = PlainBase.encode(tokenizer, input, length);
            Map<String, TensorData> named = PlainBase.inputs(tokens);
            Map<String, IntConsumer> work = new LinkedHashMap<>();
            work.put(PredictionTimes.PREDICTION, round -> predictor.predict(input, false));
            work.put(PredictionTimes.RUN, round -> composed.run(named, Set.of("scores")));
            work.put(PredictionTimes.TOKENISING, round -> PlainBase.encode(tokenizer, input, length));
            work.put(PredictionTimes.FEEDING, round -> feeding.run(tokens));
            return PredictionTimes.of(times(work, brief ? new Rounds(50, 200, 5) : new Rounds(200, 2000, 30)));
        }
    }

    private Map<String, List<Double>> times(Map<String, IntConsumer> work, Rounds rounds) {
        Map<String, List<Double>> times = rounds.times(work, context.cancellation());
        if (context.cancellation().getAsBoolean()) {
            throw new UniPeltException("bench", "it was stopped", "");
        }
        return times;
    }

    private TokenBatch texts(int vocabulary) {
        Random random = new Random(1);
        int[] ids = random.ints((long) batch * length, 0, vocabulary).toArray();
        float[] mask = new float[ids.length];
        Arrays.fill(mask, 1f);
        return new TokenBatch(batch, length, ids, new int[ids.length], mask);
    }

    private static int heads(ModelSource source) {
        return HEADS.stream()
                .map(key -> source.config().get(key))
                .filter(Integer.class::isInstance)
                .mapToInt(heads -> (Integer) heads)
                .findFirst()
                .orElse(1);
    }
}
