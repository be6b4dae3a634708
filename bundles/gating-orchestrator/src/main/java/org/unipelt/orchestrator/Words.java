package org.unipelt.orchestrator;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.pelt.Initializer.Vocabulary;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;

/** A host's words: ids by its tokenizer, embeddings as its model draws them. */
final class Words implements Vocabulary {
    private final Host host;
    private FedBatch.Names fed;
    private String embeddings;

    Words(Host host) {
        this.host = host;
    }

    @Override
    public int size() {
        return host.tokenizer().vocabularySize();
    }

    @Override
    public int[] ids(String text) {
        Encoding encoding =
                host.tokenizer().encode(text, null, Integer.MAX_VALUE, TextTokenizer.Truncation.LONGEST_FIRST);
        return IntStream.range(0, encoding.length())
                .filter(i -> encoding.offsets()[i][1] > encoding.offsets()[i][0]) // special tokens have none
                .map(i -> encoding.ids()[i])
                .toArray();
    }

    @Override
    public float[] embeddings(int[] ids) {
        draw();
        float[] ones = new float[ids.length];
        Arrays.fill(ones, 1f);
        try (FedBatch batch = FedBatch.of(Shape.of(1, ids.length), ids, new int[ids.length], ones);
                Result result = batch.into(host.session().runner().fetch(embeddings), fed)
                        .run()) {
            return Tensors.floats(result.get(0));
        }
    }

    private void draw() {
        if (embeddings != null) {
            return;
        }
        try (Drawing drawing = Drawing.ofBase(host)) {
            Drawing.Pass pass = drawing.prediction();
            fed = pass.fed();
            embeddings = drawing.sketch().name(pass.sites().words());
            drawing.commit();
        }
    }
}
