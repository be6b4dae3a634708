package org.unipelt.model.bert;

import java.util.Optional;
import org.unipelt.api.pelt.Site;

/** The names of weights: those of Hugging Face's checkpoints, without a prefix for the encoder. */
final class BertNames {
    static final String WORDS = "embeddings.word_embeddings.weight";
    static final String POSITIONS = "embeddings.position_embeddings.weight";
    static final String TYPES = "embeddings.token_type_embeddings.weight";
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

    /** The part at a site; empty where the site is no part of its own. */
    static Optional<String> part(Site site) {
        return switch (site.kind()) {
            case EMBEDDING_NORM -> Optional.of("embeddings.LayerNorm");
            case POOLER -> Optional.of(POOLER);
            case QUERY -> layer(site, "attention.self.query");
            case KEY -> layer(site, "attention.self.key");
            case VALUE -> layer(site, "attention.self.value");
            case ATTENTION_OUTPUT -> layer(site, "attention.output.dense");
            case ATTENTION_NORM -> layer(site, "attention.output.LayerNorm");
            case FFN_IN -> layer(site, "intermediate.dense");
            case FFN_OUT -> layer(site, "output.dense");
            case FFN_NORM -> layer(site, "output.LayerNorm");
            default -> Optional.empty();
        };
    }

    private static Optional<String> layer(Site site, String part) {
        return Optional.of("encoder.layer." + site.layer() + "." + part);
    }
}
