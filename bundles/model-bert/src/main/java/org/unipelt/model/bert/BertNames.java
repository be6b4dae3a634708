package org.unipelt.model.bert;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unipelt.api.pelt.Site;

/** The names of weights: those of Hugging Face's checkpoints, without a prefix for the encoder. */
final class BertNames {
    static final String WORDS = "embeddings.word_embeddings.weight";
    static final String POSITIONS = "embeddings.position_embeddings.weight";
    static final String TYPES = "embeddings.token_type_embeddings.weight";
    static final String EMBEDDINGS_NORM = "embeddings.LayerNorm";
    static final String POOLER = "pooler.dense";
    static final String MASKED_WORD_DENSE = "cls.predictions.transform.dense";
    static final String MASKED_WORD_NORM = "cls.predictions.transform.LayerNorm";
    static final String MASKED_WORD_DECODER = "cls.predictions.decoder.weight";
    static final String MASKED_WORD_BIAS = "cls.predictions.bias";
    static final String NEXT_SENTENCE = "cls.seq_relationship";
    static final String CLASSIFIER_DENSE = "classification.dense";
    static final String CLASSIFIER = "classification.classifier";
    static final String SPAN = "question_answering.qa_outputs";

    /** The names of heads in checkpoints, where they are others than ours. */
    private static final Map<String, List<String>> BERT_HEADS = Map.of(
            CLASSIFIER, List.of("classification.classifier", "classifier"),
            SPAN, List.of("question_answering.qa_outputs", "qa_outputs"),
            MASKED_WORD_BIAS, List.of(MASKED_WORD_BIAS, "cls.predictions.decoder.bias"));

    private static final Map<String, List<String>> ROBERTA_HEADS = Map.of(
            CLASSIFIER_DENSE, List.of("classification.classifier.dense", "classifier.dense"),
            CLASSIFIER, List.of("classification.classifier.out_proj", "classifier.out_proj"),
            SPAN, List.of("question_answering.qa_outputs", "qa_outputs"),
            MASKED_WORD_DENSE, List.of("lm_head.dense"),
            MASKED_WORD_NORM, List.of("lm_head.layer_norm"),
            MASKED_WORD_DECODER, List.of("lm_head.decoder.weight"),
            MASKED_WORD_BIAS, List.of("lm_head.bias", "lm_head.decoder.bias"));

    private BertNames() {}

    /** What checkpoints call a head's part or weight. */
    static List<String> stored(BertConfig config, String name) {
        return (config.padding().isPresent() ? ROBERTA_HEADS : BERT_HEADS).getOrDefault(name, List.of(name));
    }

    static String weight(String part) {
        return part + ".weight";
    }

    static String bias(String part) {
        return part + ".bias";
    }

    /** The part at a site; empty where the site is no part of its own. */
    static Optional<String> part(Site site) {
        Layer layer = new Layer(site.layer());
        return switch (site.kind()) {
            case EMBEDDING_NORM -> Optional.of(EMBEDDINGS_NORM);
            case POOLER -> Optional.of(POOLER);
            case QUERY -> Optional.of(layer.query());
            case KEY -> Optional.of(layer.key());
            case VALUE -> Optional.of(layer.value());
            case ATTENTION_OUTPUT -> Optional.of(layer.attentionOutput());
            case ATTENTION_NORM -> Optional.of(layer.attentionNorm());
            case FFN_IN -> Optional.of(layer.ffnIn());
            case FFN_OUT -> Optional.of(layer.ffnOut());
            case FFN_NORM -> Optional.of(layer.ffnNorm());
            default -> Optional.empty();
        };
    }

    /** The names of one layer's parts. */
    record Layer(int number) {
        String query() {
            return part("attention.self.query");
        }

        String key() {
            return part("attention.self.key");
        }

        String value() {
            return part("attention.self.value");
        }

        String attentionOutput() {
            return part("attention.output.dense");
        }

        String attentionNorm() {
            return part("attention.output.LayerNorm");
        }

        String ffnIn() {
            return part("intermediate.dense");
        }

        String ffnOut() {
            return part("output.dense");
        }

        String ffnNorm() {
            return part("output.LayerNorm");
        }

        private String part(String name) {
            return "encoder.layer." + number + "." + name;
        }
    }
}
