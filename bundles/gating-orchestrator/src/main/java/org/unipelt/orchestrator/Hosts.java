package org.unipelt.orchestrator;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.Function;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.model.BaseModel;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.model.ModelSource;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenizerFactory;

/**
 * The hosts that are open: one for each base model, device and purpose, and fresh ones for those that are worn. Training has
 * hosts of its own, since its graphs are several times as large as what predicts, and every addition to a session costs by
 * the size of what is there: a bundle that arrives would wait for trainings that ended long ago.
 */
final class Hosts implements AutoCloseable {

    /** What a host is for. */
    enum Purpose {
        PREDICTING,
        TRAINING
    }

    /** A host is for one model as one family service draws it. */
    private record Key(String base, String device, Purpose purpose, long family) {
        boolean isFor(String otherBase, Device otherDevice, Purpose otherPurpose) {
            return base.equals(otherBase) && device.equals(otherDevice.name()) && purpose == otherPurpose;
        }
    }

    private static final String CONFIG = "config.json";

    private final Services services;
    private final ModelCatalog catalog;
    private final TokenizerFactory tokenizers;
    private final Map<Key, Host> open = new HashMap<>();
    /** Of all hosts that anything may still be drawn in, the worn ones too. */
    private final Map<Host, Key> keys = new WeakHashMap<>();

    private boolean closed;

    Hosts(Services services, ModelCatalog catalog, TokenizerFactory tokenizers) {
        this.services = services;
        this.catalog = catalog;
        this.tokenizers = tokenizers;
    }

    /**
     * The host for a base model, with one use counted; loads it if need be. One that is open serves on where the model's files
     * have gone.
     *
     * @throws UnavailableException if the model or its family is missing
     */
    synchronized Host use(String base, String deviceName, Purpose purpose) {
        if (closed) {
            throw new UnavailableException(
                    "base model '" + base + "'", "the orchestrator has stopped", "Start it again");
        }
        Device device = Device.of(deviceName);
        ModelSource source;
        try {
            source = catalog.find(base);
        } catch (UniPeltException e) {
            return open.entrySet().stream()
                    .filter(entry -> entry.getKey().isFor(base, device, purpose) && inForce(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .filter(Host::use)
                    .findFirst()
                    .orElseThrow(() -> e);
        }
        return use(source, base, device, purpose);
    }

    private Host use(ModelSource source, String base, Device device, Purpose purpose) {
        ServiceTable.Entry<BaseModel> family = services.models.require(source.family());
        Key key = new Key(base, device.name(), purpose, family.id());
        Host host = open.get(key);
        if (host != null && !host.worn() && !replaced(host, source) && host.use()) {
            return host;
        }
        Host fresh = load(source, family.service(), device);
        fresh.use();
        open.put(key, fresh);
        keys.put(fresh, key);
        if (host != null) {
            host.retire();
        }
        return fresh;
    }

    private boolean inForce(Key key) {
        return services.models.usable().stream().anyMatch(family -> family.id() == key.family());
    }

    /** Draws in the host for a base model, which has one use more then, and none more where drawing fails. */
    <T> T draw(String base, String device, Purpose purpose, Function<Host, T> drawing) {
        Host host = use(base, device, purpose);
        try {
            return drawing.apply(host);
        } catch (RuntimeException | Error e) { // a method's bundle may lack a class
            host.leave();
            throw e;
        }
    }

    /**
     * Whether what was drawn in a host may stay there: its family is in force, and its model's files are those that it has loaded.
     * A worn one takes no more, and keeps what it has.
     */
    synchronized boolean current(Host host) {
        Key key = keys.get(host);
        return key != null && inForce(key) && !replaced(host);
    }

    /** Whether its model's files have been replaced; one whose files have gone serves on. */
    private boolean replaced(Host host) {
        try {
            return replaced(host, catalog.find(host.source().name()));
        } catch (UniPeltException e) {
            return false;
        }
    }

    /** A bundle with weights may be updated; a directory is not watched, nor taken for a bundle that has gone. */
    private static boolean replaced(Host host, ModelSource source) {
        return !source.files().equals(host.source().files())
                && source.files().path(CONFIG).isEmpty();
    }

    /** Lets hosts go whose family has gone or changed. */
    synchronized void sweep() {
        open.entrySet().removeIf(entry -> {
            boolean gone = !inForce(entry.getKey());
            if (gone) {
                entry.getValue().retire();
            }
            return gone;
        });
    }

    /** The architecture of a base model; no weights are read. */
    BaseModelInstance architecture(String base) {
        ModelSource source = catalog.find(base);
        return instance(services.models.require(source.family()).service(), source);
    }

    /** The base model's own way to a sentence vector, where it says so. */
    Optional<String> pooling(String base) {
        return catalog.find(base).pooling();
    }

    /** How many numbers a base model has. */
    long size(String base) {
        ModelSource source = catalog.find(base);
        try (Checkpoint checkpoint = catalog.open(source)) {
            return architecture(base).weights(checkpoint.names()).stream()
                    .mapToLong(weight -> weight.firstColumn() == BaseWeight.WHOLE
                            ? checkpoint.shape(weight.source()).size()
                            : weight.shape().size()) // its source is several weights side by side
                    .sum();
        }
    }

    private static BaseModelInstance instance(BaseModel family, ModelSource source) {
        return Blame.on(named(source), () -> family.instantiate(source.config()));
    }

    private static String named(ModelSource source) {
        return "model '" + source.name() + "'";
    }

    private Host load(ModelSource source, BaseModel family, Device device) {
        BaseModelInstance model = instance(family, source);
        TextTokenizer tokenizer = Blame.on(named(source), () -> tokenizers.open(source.files()));
        try (Checkpoint checkpoint = catalog.open(source)) {
            return Blame.on(named(source), () -> Host.load(source, model, device, checkpoint, tokenizer));
        } catch (RuntimeException | Error e) {
            tokenizer.close();
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        open.values().forEach(Host::retire);
        open.clear();
    }
}
