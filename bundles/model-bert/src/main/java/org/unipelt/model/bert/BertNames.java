package org.unipelt.model.bert;

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

    private BertNames() {}

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
