package org.unipelt.model.bert;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The activations of the feed-forward network. */
enum Activation {
    /** x Phi(x), with the error function. */
    GELU("gelu"),
    /** The same, approximated with tanh. */
    GELU_TANH("gelu_new", "gelu_pytorch_tanh"),
    RELU("relu");

    private final List<String> words;

    Activation(String... words) {
        this.words = List.of(words);
    }

    /** The activation that {@code hidden_act} names. */
    static Activation of(String word) {
        return Arrays.stream(values())
                .filter(activation -> activation.words.contains(word))
                .findFirst()
                .orElseThrow(() -> ConfigKeys.wrong("hidden_act", "is '" + word + "'", "Known are " + known()));
    }

    private static String known() {
        return Arrays.stream(values()).flatMap(a -> a.words.stream()).collect(Collectors.joining(", "));
    }
}
