package org.unipelt.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.unipelt.api.options.Option;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.session.TrainableComposition.FrozenLayers;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.LengthBatches;
import org.unipelt.api.text.TokenBatch;

/**
 * Has what frozen layers give computed once instead of in every epoch, where there is memory for it: of the dev set always, of
 * the training set where steps can go on from it.
 *
 * @param use whether it is wanted
 * @param mebibytes the most that it may take
 */
record FrozenFeatures(Use use, int mebibytes) {
    /** No more than this share of the heap that is free, so that training has enough. */
    private static final double SHARE_OF_HEAP = 0.5;

    private static final double MEBIBYTE = 1 << 20;

    /** Whether features are wanted. */
    enum Use {
        /** Where results stay what they are. */
        AUTO,
        /** Also where the base model's dropout has to be left out in frozen layers. */
        ON,
        OFF;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final Option USE = Option.text(
            "frozen_features",
            Use.AUTO.word(),
            "whether what layers below all that is trained give is computed once instead of in every epoch: auto where"
                    + " that changes nothing, on also without the base model's dropout in them",
            Use.AUTO.word(),
            Use.ON.word(),
            Use.OFF.word());

    static final Option MEMORY = Option.integer(
                    "feature_memory", 1024, "MiB that frozen features may take, never more than half of the free heap")
            .between(0, 1 << 20);

    static FrozenFeatures of(String use, int mebibytes) {
        return new FrozenFeatures(Use.valueOf(use.toUpperCase(Locale.ROOT)), mebibytes);
    }

    /** Whether steps draw the base model's dropout in frozen layers. */
    boolean dropout() {
        return use != Use.ON;
    }

    /**
     * Computes and keeps what there is memory for.
     *
     * @param options how often and in which batches texts are gone through
     * @return what a user should know of it
     */
    Optional<String> keep(
            TrainableComposition trainable, EncodedData data, TrainingOptions options, BooleanSupplier cancel) {
        if (use == Use.OFF) {
            return Optional.empty();
        }
        Optional<FrozenLayers> frozen = trainable.frozenLayers();
        if (frozen.isEmpty()) {
            return use == Use.AUTO
                    ? Optional.empty()
                    : Optional.of(
                            "frozen_features: there are none, since something stands in the first layer or in front of"
                                    + " it, all weights are trained, or a gate reads padding");
        }
        FrozenLayers layers = frozen.get();
        List<String> kept = new ArrayList<>();
        List<String> told = new ArrayList<>();
        long limit = limit();
        for (Texts texts : wanted(data, layers, options)) {
            long bytes = layers.bytes(texts.rows().size(), texts.tokens());
            if (bytes <= limit) {
                limit -= bytes;
                texts.keep(trainable, options.batchSize(), cancel);
                kept.add(texts + " (" + mebibytes(bytes) + " MiB)");
            } else {
                told.add("for " + texts + " it would take " + mebibytes(bytes) + " MiB, of " + mebibytes(limit)
                        + " left by feature_memory and half of the free heap, and is computed in every epoch");
            }
        }
        if (!kept.isEmpty()) {
            told.add(0, "for " + String.join(" and ", kept) + " it is computed once");
        }
        if (layers.dropped()) {
            told.add("training texts go through it in every step, since the base model drops out there"
                    + " (\"frozen_features\": \"on\" leaves that out)");
        }
        return told.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "What the lowest " + (layers.layers() == 1 ? "layer gives" : layers.layers() + " layers give")
                                + " is frozen: " + String.join("; ", told));
    }

    private long limit() {
        Runtime runtime = Runtime.getRuntime();
        long free = runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
        return (long) Math.min(mebibytes * MEBIBYTE, SHARE_OF_HEAP * free);
    }

    /** What is gone through more than once. */
    private static List<Texts> wanted(EncodedData data, FrozenLayers layers, TrainingOptions options) {
        List<Texts> wanted = new ArrayList<>();
        if (options.epochs() > 1 && !layers.dropped()) {
            wanted.add(new Texts("training", data.training().texts()));
        }
        List<Encoding> judged = data.judged();
        if (options.epochs() > options.evaluateEvery() && !judged.isEmpty()) {
            wanted.add(new Texts("dev", judged));
        }
        return wanted;
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / MEBIBYTE);
    }

    /** Texts of one kind. */
    private record Texts(String kind, List<Encoding> rows) {
        long tokens() {
            return rows.stream().mapToLong(Encoding::length).sum();
        }

        /** In batches that do not depend on chance, so that a resumed run has the same to the last bit. */
        void keep(TrainableComposition trainable, int batchSize, BooleanSupplier cancel) {
            int[] lengths = rows.stream().mapToInt(Encoding::length).toArray();
            int padding = trainable.tokenizer().paddingId();
            for (int[] batch : LengthBatches.of(lengths, batchSize)) {
                if (cancel.getAsBoolean()) {
                    return;
                }
                trainable.keep(
                        TokenBatch.of(Arrays.stream(batch).mapToObj(rows::get).toList(), padding));
            }
        }

        @Override
        public String toString() {
            return rows.size() + " " + kind + " texts";
        }
    }
}
