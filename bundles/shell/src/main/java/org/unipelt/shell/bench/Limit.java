package org.unipelt.shell.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.TextInput;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.FrozenModel;
import org.unipelt.api.model.ModelSource;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pack.ComposedModel;
import org.unipelt.api.training.TokenBatch;
import org.unipelt.shell.services.Context;

/** Measures a forward pass against its matrix products, and a prediction against the session's run in it. */
public final class Limit {
    private static final String SHORT_TEXT = "a small dog";
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
        try (FrozenModel frozen = context.services().orchestrator().frozen(base, "auto");
                Products products = new Products(model.sites(), heads(source), batch, length)) {
            PlainBase plain = new PlainBase(frozen, null);
            TokenBatch texts = texts(model.shape().vocabulary());
            Map<String, Runnable> work = new LinkedHashMap<>();
            work.put("forward", () -> plain.run(texts));
            work.put("products", products::run);
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
        Path folder = temporaryFolder();
        try (Subject subject = new Bench(context, base, brief)
                        .build("lora", Subject.all().get("lora"), folder);
                ComposedModel composed = context.services().packs().compose(folder.resolve("lora"));
                Feeding feeding = new Feeding()) {
            PlainBase texts = new PlainBase(null, subject.training().tokenizer());
            List<String> text = List.of(SHORT_TEXT);
            List<TextInput> input = List.of(TextInput.of(SHORT_TEXT));
            TokenBatch tokens = texts.encode(text, length);
            Map<String, TensorData> named = PlainBase.inputs(tokens);
            Map<String, Runnable> work = new LinkedHashMap<>();
            work.put(PredictionTimes.PREDICTION, () -> subject.predictor().predict(input, false));
            work.put(PredictionTimes.RUN, () -> composed.run(named, Set.of("scores")));
            work.put(PredictionTimes.TOKENISING, () -> texts.encode(text, length));
            work.put(PredictionTimes.FEEDING, () -> feeding.run(tokens));
            return PredictionTimes.of(times(work, brief ? new Rounds(50, 200, 5) : new Rounds(200, 2000, 30)));
        } finally {
            delete(folder);
        }
    }

    private Map<String, List<Double>> times(Map<String, Runnable> work, Rounds rounds) {
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

    static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("unipelt-bench-");
        } catch (IOException e) {
            throw new UniPeltException("bench", "no temporary folder can be made: " + e.getMessage(), "", e);
        }
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            folder.toFile().deleteOnExit();
        }
    }
}
