package org.unipelt.pelt.prompt;

import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.Contribution.Form;
import org.unipelt.api.pelt.Contribution.Place;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.pelt.PeltMethod;
import org.unipelt.api.pelt.PeltModule;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Targets;

/**
 * Prompt tuning (Lester et al. 2021, arXiv 2104.08691): trained embeddings beside those of the text. Shifted, they take the
 * first positions and the text moves behind them, as in peft; unshifted, they come in behind the embedding layer and the text
 * keeps its positions, as in adapters.
 */
@Component(configurationPid = "org.unipelt.pelt.prompt-tuning")
@PeltMethod("prompt-tuning")
public final class PromptTuningModule implements PeltModule {
    private static final String SHIFTED = "shifted";
    private static final String UNSHIFTED = "unshifted";
    private static final String EXACT = "exact";
    private static final String BEHIND = "prefix_after_bos";
    private static final String TEXT = "text";
    private static final String PROMPT = "prompt";

    private static final OptionSchema OPTIONS = OptionSchema.of(
            Option.integer("num_virtual_tokens", 10, "how many virtual tokens").between(1, 4096),
            Option.text(
                    "positions",
                    null,
                    "shifted: virtual tokens take positions, and the text moves; unshifted: they take none. Where it is not"
                            + " given: unshifted in the exact form, shifted in the published",
                    SHIFTED,
                    UNSHIFTED),
            Option.text(
                    "combine",
                    "prefix",
                    "where virtual tokens stand: in front of the text, or behind its first token",
                    "prefix",
                    BEHIND),
            Option.text(
                    "summary",
                    null,
                    "which first token the pooler and heads read: the text's, or the prompt's. Where it is not given: prompt"
                            + " if shifted virtual tokens stand in front, else text",
                    TEXT,
                    PROMPT),
            Option.text("form", "published", "what a gate does to the virtual tokens", "published", EXACT),
            Option.text(
                    "prompt_tuning_init",
                    "random",
                    "what virtual tokens start from: random numbers, random words of the model, or the words of a text",
                    "random",
                    "sample_vocab",
                    TEXT),
            Option.text(
                    "prompt_tuning_init_text",
                    null,
                    "the text to start from; repeated or cut to the number of virtual tokens"),
            Targets.stages());

    /** An administrator's defaults are service properties, which the orchestrator reads: the service itself stays. */
    @Modified
    void defaultsChanged() {}

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public MethodInstance instantiate(Options options) {
        Form form = EXACT.equals(options.text("form")) ? Form.EXACT : Form.PUBLISHED;
        boolean shifted = options.has("positions") ? SHIFTED.equals(options.text("positions")) : form == Form.PUBLISHED;
        Place place = place(options, shifted);
        if (form == Form.EXACT && (shifted || place == Place.LEADING)) {
            throw new ConfigurationException(
                    "form \"exact\" with " + (shifted ? "positions \"shifted\"" : "summary \"prompt\""),
                    "a gate of 0 must leave the text as it was, and so neither its positions nor what heads read may change",
                    "Leave positions and summary out, or write \"form\": \"published\"");
        }
        Targets targets = Targets.of(options, shifted ? SiteKind.EMBEDDINGS : SiteKind.EMBEDDING_OUTPUT);
        int length = options.integer("num_virtual_tokens");
        Initializer start = start(options);
        return (site, weights) -> targets.include(site)
                ? List.of(new Contribution.VirtualTokens(
                        weights.parameter("embeddings", Shape.of(length, site.outputSize()), start), form, place))
                : List.of();
    }

    private static Place place(Options options, boolean shifted) {
        boolean behind = BEHIND.equals(options.text("combine"));
        String summary = options.has("summary") ? options.text("summary") : shifted && !behind ? PROMPT : TEXT;
        if (behind && summary.equals(PROMPT)) {
            throw new ConfigurationException(
                    "summary \"prompt\" with combine \"prefix_after_bos\"",
                    "the text's own token stands first, and no virtual one",
                    "Leave summary out, or write \"combine\": \"prefix\"");
        }
        return behind ? Place.BEHIND_FIRST : summary.equals(PROMPT) ? Place.LEADING : Place.FRONT;
    }

    private static Initializer start(Options options) {
        return switch (options.text("prompt_tuning_init")) {
            case "sample_vocab" -> new WordInitializer(null);
            case TEXT ->
                new WordInitializer(options.optionalText("prompt_tuning_init_text")
                        .filter(text -> !text.isBlank())
                        .orElseThrow(() -> new ConfigurationException(
                                "prompt_tuning_init \"text\"",
                                "prompt_tuning_init_text is missing or blank",
                                "Write the words to start from")));
            default -> WordInitializer.RANDOM;
        };
    }
}
