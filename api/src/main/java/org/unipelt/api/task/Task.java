package org.unipelt.api.task;

import org.osgi.annotation.versioning.ConsumerType;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;

/** A kind of task, such as classification; the service of a task bundle, named by {@link PeltTask}. */
@ConsumerType
public interface Task {

    /**
     * The keys that a user may write in {@code "task"} beside {@code "type"}. Among them are the files: {@code train} and
     * {@code dev}, which training reads, and {@code test}, which comparisons do, each by {@code Option.path}.
     */
    OptionSchema options();

    /**
     * The task with a user's options.
     *
     * @param options checked by {@link #options()}
     * @throws org.unipelt.api.ConfigurationException if values contradict each other
     */
    TaskInstance instantiate(Options options);
}
