package org.unipelt.interchange;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.unipelt.api.DataException;
import org.unipelt.api.model.BaseModel;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.model.ModelSource;
import org.unipelt.api.model.TensorFiles;
import org.unipelt.api.options.NamedServices;
import org.unipelt.api.pack.Interchange;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.session.ComposedModel;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.api.session.PackContents;
import org.unipelt.api.task.Task;
import org.unipelt.api.task.TaskHead;

/** Exchanges packs with the folders of peft and adapters. */
@Component
public final class FolderInterchange implements Interchange {
    private final ModelCatalog catalog;
    private final TensorFiles files;
    private final ModelSessions sessions;
    private final NamedServices<BaseModel> families = new NamedServices<>("model family", "pelt.model");
    private final NamedServices<Task> tasks = new NamedServices<>("task", "pelt.task");

    @Activate
    public FolderInterchange(
            @Reference ModelCatalog catalog, @Reference TensorFiles files, @Reference ModelSessions sessions) {
        this.catalog = catalog;
        this.files = files;
        this.sessions = sessions;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addFamily(BaseModel family, Map<String, Object> properties) {
        families.add(family, properties);
    }

    void removeFamily(BaseModel family) {
        families.remove(family);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addTask(Task task, Map<String, Object> properties) {
        tasks.add(task, properties);
    }

    void removeTask(Task task) {
        tasks.remove(task);
    }

    @Override
    public List<String> importInto(Path directory, String base, Path pack) {
        Converted converted = withModel(base, model -> new Folder(directory).convert(files, model));
        TaskHead head = converted.head() == null ? null : restored(converted.head());
        try (ComposedModel model = sessions.compose(converted.composition(base), head, converted.copies())) {
            checkComplete(directory, model, converted);
            model.assign(converted.weights());
            model.save(pack, Map.of(Origin.KEY, converted.origin()));
        }
        return converted.notes();
    }

    @Override
    public List<String> exportTo(Path pack, Path directory) {
        PackContents contents = sessions.read(pack);
        Exported exported = withModel(contents.composition().base(), model -> PeftExport.of(contents, model));
        exported.write(files, directory);
        return exported.notes();
    }

    private TaskHead restored(Head head) {
        Task task = tasks.require(Head.TASK);
        return task.instantiate(task.options().parse(head.options(), "task (" + Head.TASK + ")"))
                .restore(head.state());
    }

    /** What the folder has no value for would stay at its random start. */
    private static void checkComplete(Path directory, ComposedModel model, Converted converted) {
        Set<String> without = new TreeSet<>();
        model.parameters().values().forEach(owned -> owned.stream()
                .filter(parameter -> !parameter.derived())
                .map(Parameter::name)
                .forEach(without::add));
        without.removeAll(converted.weights().keySet());
        if (!without.isEmpty()) {
            throw new DataException(
                    directory.toString(),
                    "it holds nothing for these weights of the composition: " + String.join(", ", without),
                    "Save the adapter again, or import it with the bundles of the version that this one belongs to");
        }
    }

    private <T> T withModel(String base, Function<ModelParts, T> use) {
        ModelSource source = catalog.find(base);
        BaseModel family = families.require(source.family());
        try (Checkpoint checkpoint = catalog.open(source)) {
            return use.apply(new ModelParts(source, family.instantiate(source.config()), checkpoint));
        }
    }
}
