package org.unipelt.task.texttotext;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.unipelt.api.data.TableReader;
import org.unipelt.api.generation.TextGenerator;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.task.PeltTask;
import org.unipelt.api.task.Task;
import org.unipelt.api.task.TaskInstance;

/** Writes a text for a text, as in translation. */
@Component(configurationPid = "org.unipelt.task.text-to-text")
@PeltTask("text-to-text")
public final class TextToTextTask implements Task {
    /** How messages name it. */
    static final String WHERE = "task (text-to-text)";

    private final TableReader tables;
    private final TextGenerator generator;

    @Activate
    public TextToTextTask(@Reference TableReader tables, @Reference TextGenerator generator) {
        this.tables = tables;
        this.generator = generator;
    }

    @Override
    public OptionSchema options() {
        return TextPairs.options()
                .and(OptionSchema.of(
                        Option.text(
                                TextToTextHead.METRIC,
                                TextMetrics.BLEU,
                                "what early stopping watches",
                                TextMetrics.NAMES.toArray(String[]::new)),
                        Option.text(TextToTextHead.PREFIX, null, "what stands in front of each source, if anything"),
                        Option.text(
                                TextToTextHead.SEPARATOR,
                                null,
                                "what stands behind each source, so that a decoder knows where it ends; a line end, if nothing is"
                                        + " written")))
                .and(Writer.options(generator));
    }

    @Override
    public TaskInstance instantiate(Options options) {
        return new TextToTextInstance(tables, generator, options);
    }
}
