package org.unipelt.interchange;

import java.util.List;
import java.util.Map;
import org.unipelt.api.ConfigurationException;

/** Translates what peft saves. */
final class PeftImport {
    static final String TYPE = "peft_type";
    static final String TASK_TYPE = "task_type";
    static final String BASE_MODEL = "base_model_name_or_path";

    /** What stands in front of every module's path; with prompts the base model is not wrapped once more. */
    static final String WRAPPED = "base_model.model.";

    static final String PLAIN = "base_model.";

    private PeftImport() {}

    /**
     * The conversion.
     *
     * @param where how messages name the configuration's file
     * @throws ConfigurationException if it holds what is not supported
     * @throws org.unipelt.api.DataException if the tensors do not fit
     */
    static Converted convert(String where, Map<String, Object> values, SavedTensors tensors, ModelParts model) {
        Keys config = new Keys(where, values)
                .ignoring(TYPE, "auto_mapping", BASE_MODEL, "revision", "inference_mode", "peft_version", TASK_TYPE);
        Draft draft = new Draft();
        origin(config, draft);
        String type = config.text(TYPE, "");
        switch (type) {
            case "LORA" -> new PeftLora(config, tensors, model).into(draft);
            case "IA3" -> new PeftIa3(config, tensors, model).into(draft);
            case "PREFIX_TUNING" -> PeftPrompts.prefix(config, tensors, model, draft);
            case "PROMPT_TUNING" -> PeftPrompts.prompt(config, tensors, model, draft);
            default ->
                throw new ConfigurationException(
                        where + ", " + TYPE + " = " + type,
                        "this method is not supported",
                        "Import LORA, IA3, PREFIX_TUNING or PROMPT_TUNING");
        }
        config.checkUnderstood();
        tensors.checkComplete();
        tensors.checkUsedUp();
        return draft.finish();
    }

    private static void origin(Keys config, Draft draft) {
        draft.origin(Origin.LIBRARY, "peft");
        for (String key : List.of(TASK_TYPE, BASE_MODEL)) {
            if (config.value(key) instanceof String text) {
                draft.origin(key, Origin.portable(text));
            }
        }
    }
}
