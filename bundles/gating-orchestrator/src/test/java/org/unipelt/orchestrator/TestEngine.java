package org.unipelt.orchestrator;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.BaseModel;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.model.ModelSource;
import org.unipelt.api.pelt.Aggregation;
import org.unipelt.api.pelt.GatingNetwork;
import org.unipelt.api.pelt.PeltModule;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.session.TrainableComposition.Setup;
import org.unipelt.checkpoints.SafetensorsFiles;
import org.unipelt.gate.feedforward.FeedForwardGate;
import org.unipelt.model.bert.BertModel;
import org.unipelt.task.classification.ClassificationTask;
import org.unipelt.training.AdamWOptimiser;

/** The orchestrator with services that come and go as a test says, on {@link SmallBert}. */
final class TestEngine implements AutoCloseable {
    static final String BASE = "small";
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
    private static final Map<String, Object> HEAD =
            Map.of("labels", List.of("a", "b"), "metric", "accuracy", "pooling", "pooler");

    private final Services services = new Services();
    private final Map<String, ServiceReference<PeltModule>> methods = new HashMap<>();
    private final ClassificationTask task = new ClassificationTask((file, layout, columns) -> List.of());
    private final Set<Runnable> listeners = new CopyOnWriteArraySet<>();
    private ServiceReference<BaseModel> family;
    private volatile ModelSource source = SmallBert.source(Map.of());
    private long registered;
    final Engine engine;
    final Orchestrator orchestrator;
    final Sessions sessions;

    TestEngine() {
        this(Duration.ZERO);
    }

    /** @param grace how long what goes may take to come back before packs follow */
    TestEngine(Duration grace) {
        startModel();
        services.addGate(reference("pelt.gate", "feed-forward"), new FeedForwardGate());
        services.addAggregation(reference("pelt.aggregation", "weighted-sum"), new WeightedSum());
        services.addTask(reference("pelt.task", "classification"), task);
        ModelCatalog catalog = catalog();
        engine = new Engine(services, catalog, files -> SmallBert.tokenizer(), new SafetensorsFiles(), grace);
        orchestrator = new Orchestrator(null, engine, catalog, null);
        sessions = new Sessions(engine);
    }

    /** The bundle of the model's family starts. */
    void startModel() {
        family = reference("pelt.model", "bert");
        services.addModel(family, new BertModel());
    }

    /** It stops. */
    void stopModel() {
        services.removeModel(family);
    }

    /** A method's bundle starts. */
    void start(String name, PeltModule module) {
        ServiceReference<PeltModule> reference = reference("pelt.method", name);
        methods.put(name, reference);
        services.addMethod(reference, module);
    }

    /** A method's service is configured anew, and stays the service that it is. */
    void configure(String name, PeltModule module) {
        services.addMethod(methods.get(name), module);
    }

    /** A gate's bundle starts. */
    void start(String name, GatingNetwork gate) {
        services.addGate(reference("pelt.gate", name), gate);
    }

    /** An aggregation's bundle starts, configured by an administrator. */
    void start(String name, Aggregation aggregation, Map<String, Object> defaults) {
        services.addAggregation(reference("pelt.aggregation", name, defaults), aggregation);
    }

    /** A method's bundle stops. */
    void stop(String name) {
        services.removeMethod(methods.remove(name));
    }

    /** A composition that goes on without what is missing. */
    static Composition composition(String... methods) {
        return composition(new Composition.Live(true, false), methods);
    }

    /** A composition that goes on without what is missing, and lets join what comes. */
    static Composition joinable(String... methods) {
        return composition(new Composition.Live(true, true), methods);
    }

    private static Composition composition(Composition.Live live, String... methods) {
        List<Map<String, String>> entries =
                Stream.of(methods).map(name -> Map.of("method", name)).toList();
        return Composition.of(Map.of("base", BASE, "device", "cpu", "methods", entries), "test")
                .withLive(live);
    }

    TrainableComposition trainable(Composition composition) {
        AdamWOptimiser adamW = new AdamWOptimiser();
        Setup setup = new Setup(
                task.instantiate(task.options().parse(Map.of(), "task")).restore(HEAD),
                adamW.instantiate(adamW.options().parse(Map.of(), "adamw")),
                1,
                7);
        return sessions.trainable(composition, setup);
    }

    /** Writes a pack of the composition as it begins. */
    Path pack(Composition composition, Path folder) {
        try (TrainableComposition training = trainable(composition)) {
            training.save(folder, training.weights(), Map.of());
        }
        return folder;
    }

    /** Waits for what the recomposer's thread does. */
    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @Override
    public void close() {
        engine.close();
    }

    private <T> ServiceReference<T> reference(String property, String name) {
        return reference(property, name, Map.of());
    }

    private <T> ServiceReference<T> reference(String property, String name, Map<String, Object> defaults) {
        Map<String, Object> properties = new HashMap<>(defaults);
        properties.put(Constants.SERVICE_ID, ++registered);
        properties.put(property, name);
        @SuppressWarnings("unchecked")
        ServiceReference<T> reference = proxy(ServiceReference.class, (method, arguments) -> switch (method) {
            case "getProperty" -> properties.get(arguments[0]);
            case "getPropertyKeys" -> properties.keySet().toArray(String[]::new);
            case "getBundle" -> bundle(name);
            case "compareTo" -> Long.compare(id(arguments[0]), (Long) properties.get(Constants.SERVICE_ID));
            default -> throw new UnsupportedOperationException(method);
        });
        return reference;
    }

    private static long id(Object reference) {
        return (Long) ((ServiceReference<?>) reference).getProperty(Constants.SERVICE_ID);
    }

    private static Bundle bundle(String name) {
        return proxy(Bundle.class, (method, arguments) -> switch (method) {
            case "getSymbolicName" -> name;
            case "getVersion" -> Version.emptyVersion;
            default -> throw new UnsupportedOperationException(method);
        });
    }

    /** The bundle with the model's weights comes, with files of its own, or goes. */
    void weights(boolean there) {
        source = there ? SmallBert.source(Map.of()) : null;
        listeners.forEach(Runnable::run);
    }

    private ModelCatalog catalog() {
        return proxy(ModelCatalog.class, (method, arguments) -> switch (method) {
            case "listen" -> listeners.add((Runnable) arguments[0]);
            case "forget" -> listeners.remove((Runnable) arguments[0]);
            case "find" -> {
                ModelSource now = source;
                if (now == null) {
                    throw new UnavailableException("base model '" + BASE + "'", "is not known", "Install its weights");
                }
                yield now;
            }
            case "isName" -> arguments[0].equals(BASE);
            case "open" -> SmallBert.checkpoint();
            default -> throw new UnsupportedOperationException(method);
        });
    }

    /** What an interface's methods give, by their names. */
    private interface Answers {
        Object to(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> self == arguments[0];
                    case "toString" -> type.getSimpleName();
                    default -> answers.to(method.getName(), arguments);
                }));
    }
}
