package org.unipelt.creation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;
import org.unipelt.api.TemporaryFolder;
import org.unipelt.api.data.TableLayout;
import org.unipelt.api.data.TableReader;
import org.unipelt.api.model.BaseModel;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.model.ModelCreator;
import org.unipelt.api.model.NewModel;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.model.TensorFiles;
import org.unipelt.api.options.NamedServices;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.api.session.PackContents;

/** Learns a vocabulary, asks the family for config.json and first weights, and writes them. */
@Component
public final class Creator implements ModelCreator {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String WEIGHTS = "model.safetensors";
    /** Without it transformers refuses the file. */
    private static final Map<String, String> METADATA = Map.of("format", "pt");

    private static final String TEXT = "text";
    private static final TableLayout LINES = new TableLayout(
            List.of(TEXT), StandardCharsets.UTF_8, Optional.of(Pattern.compile("(.*)", Pattern.DOTALL)));

    private final TableReader tables;
    private final TensorFiles tensors;
    private final ModelCatalog catalog;
    private final ModelSessions sessions;
    private final NamedServices<NewModel> starts =
            new NamedServices<>("family that new models can be made of", "pelt.model");
    private final NamedServices<BaseModel> families = new NamedServices<>("model family", "pelt.model");

    @Activate
    public Creator(
            @Reference TableReader tables,
            @Reference TensorFiles tensors,
            @Reference ModelCatalog catalog,
            @Reference ModelSessions sessions) {
        this.tables = tables;
        this.tensors = tensors;
        this.catalog = catalog;
        this.sessions = sessions;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addStart(NewModel start, Map<String, Object> properties) {
        starts.add(start, properties);
    }

    void removeStart(NewModel start) {
        starts.remove(start);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addFamily(BaseModel family, Map<String, Object> properties) {
        families.add(family, properties);
    }

    void removeFamily(BaseModel family) {
        families.remove(family);
    }

    @Override
    public Created create(Path directory, Order order) {
        NewFolder.check(directory);
        NewModel family = starts.require(order.family());
        Pieces.Learned learned = Pieces.learn(words(order.texts()), order.vocabulary() - TokenizerFiles.SPECIAL.size());
        int words = TokenizerFiles.SPECIAL.size() + learned.pieces().size();
        Map<String, Object> config =
                family.config(order.sizes(), new NewModel.Words(words, TokenizerFiles.PADDING, TokenizerFiles.END));
        Map<String, TensorData> values = new LinkedHashMap<>();
        for (BaseWeight weight : family.weights(config)) {
            values.put(weight.source(), first(family, config, weight, order.seed()));
        }
        NewFolder.write(directory, folder -> {
            JSON.writeValue(folder.resolve("config.json").toFile(), config);
            JSON.writeValue(folder.resolve("tokenizer.json").toFile(), TokenizerFiles.tokenizer(learned));
            JSON.writeValue(folder.resolve("tokenizer_config.json").toFile(), TokenizerFiles.configuration());
            tensors.write(folder.resolve(WEIGHTS), values, METADATA);
        });
        return new Created(words, numbers(values));
    }

    @Override
    public Created create(String name, Order order) {
        return named(name, made -> create(made, order));
    }

    private Created named(String name, Function<Path, Created> making) {
        if (catalog.isName(name)) { // found again where it is imported, after all the work
            throw new DataException("model '" + name + "'", "is there already", "Choose another name");
        }
        try (TemporaryFolder temporary = TemporaryFolder.open("model")) {
            Path made = temporary.path("created");
            Created created = making.apply(made);
            catalog.importDirectory(made, name);
            return created;
        }
    }

    @Override
    public Created fromPack(Path pack, String name) {
        PackContents contents = sessions.read(pack);
        PackedModel model = new PackedModel(
                pack, contents, catalog.find(contents.composition().base()));
        model.check();
        BaseModelInstance family = families.require(model.source().family())
                .instantiate(model.source().config());
        try (Checkpoint checkpoint = catalog.open(model.source())) {
            Map<String, TensorData> values = model.tensors(checkpoint, family.weights(checkpoint.names()));
            return named(name, made -> {
                NewFolder.write(made, folder -> {
                    model.copyFiles(folder);
                    tensors.write(folder.resolve(WEIGHTS), values, METADATA);
                });
                return new Created(family.shape().vocabulary(), numbers(values));
            });
        }
    }

    private static long numbers(Map<String, TensorData> tensors) {
        return tensors.values().stream()
                .mapToLong(value -> value.shape().size())
                .sum();
    }

    private Map<String, Long> words(List<Path> texts) {
        WordCounts counts = new WordCounts();
        for (Path text : texts) {
            tables.read(text, LINES, List.of(TEXT))
                    .forEach(row -> counts.add(row.values().get(TEXT)));
        }
        if (counts.byWord().isEmpty()) {
            throw new DataException("vocabulary", "there is no word to learn from", "Give texts with words");
        }
        return counts.byWord();
    }

    /** In the layout of checkpoints; chance of its own for each weight, so that it does not depend on the others. */
    private static TensorData first(NewModel family, Map<String, Object> config, BaseWeight weight, long seed) {
        Shape shape = weight.shape();
        float[] values = new float[Math.toIntExact(shape.size())];
        long chance = new SplittableRandom(seed).nextLong() + weight.name().hashCode();
        family.start(config, weight).fill(values, shape, new SplittableRandom(chance));
        Shape stored = weight.transposed() ? Shape.of(shape.get(1), shape.get(0)) : shape;
        return TensorData.of(stored, weight.transposed() ? transposed(values, shape) : values);
    }

    private static float[] transposed(float[] values, Shape shape) {
        int rows = Math.toIntExact(shape.get(0));
        int columns = Math.toIntExact(shape.get(1));
        float[] turned = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            turned[i % columns * rows + i / columns] = values[i];
        }
        return turned;
    }
}
