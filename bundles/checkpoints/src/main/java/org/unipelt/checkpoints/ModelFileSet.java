package org.unipelt.checkpoints;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.unipelt.api.model.ModelFiles;

/** The files of one model while its checkpoint is opened; remembers what it opened, so that a failure leaves nothing open. */
final class ModelFileSet implements AutoCloseable {
    private final String model;
    private final ModelFiles files;
    private final List<FileView> opened = new ArrayList<>();

    ModelFileSet(String model, ModelFiles files) {
        this.model = model;
        this.files = files;
    }

    Set<String> names() {
        return files.names();
    }

    /** The names that fit, sorted. */
    List<String> names(Predicate<String> wanted) {
        return files.names().stream().filter(wanted).sorted().toList();
    }

    /** How messages name a file: the model as the user gave it, then the file. */
    String shown(String name) {
        return model + "/" + name;
    }

    String model() {
        return model;
    }

    FileView open(String name) {
        FileView view = FileView.open(files, name, shown(name));
        opened.add(view);
        return view;
    }

    ModelFiles files() {
        return files;
    }

    List<FileView> opened() {
        return opened;
    }

    @Override
    public void close() {
        opened.forEach(FileView::close);
    }
}
