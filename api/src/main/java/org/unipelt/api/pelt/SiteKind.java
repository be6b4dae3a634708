package org.unipelt.api.pelt;

import java.util.Locale;
import org.osgi.annotation.versioning.ProviderType;

/** What a site is. The group says which kinds of contribution it takes. */
@ProviderType
public enum SiteKind {
    /** The word embeddings, before positions are added: takes virtual tokens. */
    EMBEDDINGS(Group.EMBEDDINGS),
    /** The norm of the embeddings, where the model has one. */
    EMBEDDING_NORM(Group.NORM),
    /** The embedded sequence as the first layer reads it, positions and norm included: takes virtual tokens. */
    EMBEDDING_OUTPUT(Group.EMBEDDINGS),
    /** The map to the queries of self-attention, over all heads; KEY and VALUE are like it. */
    QUERY(Group.LINEAR),
    KEY(Group.LINEAR),
    VALUE(Group.LINEAR),
    /** The map from the heads of self-attention back to the hidden size. */
    ATTENTION_OUTPUT(Group.LINEAR),
    /** The map into the feed-forward network, before its activation. */
    FFN_IN(Group.LINEAR),
    /** The second map into a gated feed-forward network: what passes the activation and multiplies FFN_IN's output. */
    FFN_GATE(Group.LINEAR),
    /** The map out of the feed-forward network. */
    FFN_OUT(Group.LINEAR),
    /** The map to the queries of a decoder's attention to the encoder; what follows with CROSS is that attention's too. */
    CROSS_QUERY(Group.LINEAR),
    CROSS_KEY(Group.LINEAR),
    CROSS_VALUE(Group.LINEAR),
    CROSS_ATTENTION_OUTPUT(Group.LINEAR),
    /** The sequence of keys and values that self-attention reads: takes prefixes. */
    KEY_VALUE(Group.KEY_VALUE),
    CROSS_KEY_VALUE(Group.KEY_VALUE),
    /** The output of self-attention before its residual sum and norm. */
    ATTENTION_BLOCK(Group.BLOCK),
    CROSS_ATTENTION_BLOCK(Group.BLOCK),
    /** The output of the feed-forward network before its residual sum and norm. */
    FFN_BLOCK(Group.BLOCK),
    ATTENTION_NORM(Group.NORM),
    CROSS_ATTENTION_NORM(Group.NORM),
    FFN_NORM(Group.NORM),
    /** The norm behind the last layer, where the model has one. */
    OUTPUT_NORM(Group.NORM),
    /** The map from the token that stands for the text to a sentence vector, where the model has one. */
    POOLER(Group.LINEAR);

    /** Sites of one group take the same kinds of contribution. */
    @ProviderType
    public enum Group {
        /** A sequence: takes virtual tokens and position offsets. */
        EMBEDDINGS,
        /** x W + b: takes shifts and scales. */
        LINEAR,
        /** Keys and values of one attention: takes keys and values in front. */
        KEY_VALUE,
        /** A sub-layer's output: takes function shifts. */
        BLOCK,
        /** A norm's output: takes bias and function shifts. */
        NORM
    }

    private final Group group;

    SiteKind(Group group) {
        this.group = group;
    }

    /** Which kinds of contribution the site takes. */
    public Group group() {
        return group;
    }

    /** The kind as users write it in a method's targets and as it stands in parameter names: {@code ffn_in}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
