package org.unipelt.model.bert;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * In what BERT and RoBERTa differ beside the numbers in their config.json.
 *
 * @param type {@code model_type}; checkpoints of models with heads put it in front of the encoder's names
 * @param padding the usual {@code pad_token_id}, where positions count the tokens that are not padding; empty where they count
 *     places
 * @param typed whether the texts of a pair have types of their own; else all have the first
 * @param pooled whether heads read the encoder's pooler; else they read the first token, the classifier through a layer of its
 *     own
 * @param heads what checkpoints call parts and weights of heads, where it is not what we call them
 */
record BertVariant(String type, OptionalInt padding, boolean typed, boolean pooled, Map<String, List<String>> heads) {
    private static final List<String> SPANS = List.of("question_answering.qa_outputs", "qa_outputs");

    static final BertVariant BERT = new BertVariant(
            BertModel.TYPE,
            OptionalInt.empty(),
            true,
            true,
            Map.of(
                    BertNames.CLASSIFIER, List.of("classification.classifier", "classifier"),
                    BertNames.SPAN, SPANS,
                    BertNames.MASKED_WORD_BIAS, List.of(BertNames.MASKED_WORD_BIAS, "cls.predictions.decoder.bias")));

    static final BertVariant ROBERTA = new BertVariant(
            RobertaModel.TYPE,
            OptionalInt.of(1),
            false,
            false,
            Map.of(
                    BertNames.CLASSIFIER_DENSE, List.of("classification.classifier.dense", "classifier.dense"),
                    BertNames.CLASSIFIER, List.of("classification.classifier.out_proj", "classifier.out_proj"),
                    BertNames.SPAN, SPANS,
                    BertNames.MASKED_WORD_DENSE, List.of("lm_head.dense"),
                    BertNames.MASKED_WORD_NORM, List.of("lm_head.layer_norm"),
                    BertNames.MASKED_WORD_DECODER, List.of("lm_head.decoder.weight"),
                    BertNames.MASKED_WORD_BIAS, List.of("lm_head.bias", "lm_head.decoder.bias")));

    /** What checkpoints call a part or weight, the usual name first. */
    List<String> stored(String name) {
        return heads.getOrDefault(name, List.of(name));
    }
}
