package org.unipelt.orchestrator;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.tensorflow.Result;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenBatch;

/** What a host's model holds: words by its tokenizer, their embeddings and the maps at sites as the model draws them. */
final class BaseValues implements Initializer.Base {
    private final Host host;
    private final Limits limits;
    private FedBatch.Names fed;
    private String embeddings;
    private final Map<Site, String> maps = new HashMap<>();

    BaseValues(Host host) {
        this.host = host;
        limits = Limits.ofWords(host);
    }

    @Override
    public int words() {
        return host.tokenizer().vocabularySize();
    }

    @Override
    public int[] ids(String text) {
        Encoding encoding =
                host.tokenizer().encode(text, null, Integer.MAX_VALUE, TextTokenizer.Truncation.LONGEST_FIRST);
        return IntStream.range(0, encoding.length())
                .filter(i -> !encoding.special(i))
                .map(i -> encoding.ids()[i])
                .toArray();
    }

    @Override
    public float[] embeddings(int[] ids) {
        draw();
        float[] ones = new float[ids.length];
        Arrays.fill(ones, 1f);
        TokenBatch words = new TokenBatch(1, ids.length, ids, new int[ids.length], ones);
        try (FedBatch batch = FedBatch.of(words, limits);
                Result result = batch.into(host.session().runner().fetch(embeddings), fed)
                        .run()) {
            return Tensors.floats(result.get(0));
        }
    }

    @Override
    public float[] weight(Site site) {
        draw();
        String weight = maps.get(site);
        if (weight == null) {
            throw new IllegalArgumentException("the base model has no linear map at " + site.name());
        }
        return host.weights().values(weight);
    }

    private void draw() {
        if (embeddings != null) {
            return;
        }
        try (Drawing drawing = Drawing.ofBase(host)) {
            Drawing.Pass pass = drawing.prediction();
            fed = pass.fed();
            embeddings = drawing.sketch().name(pass.sites().words());
            NamedOutputs.all(pass.outputs()); // heads have maps too
            pass.sites().maps().forEach((site, map) -> drawing.baseWeight(map.weight())
                    .ifPresent(weight -> maps.put(site, weight)));
            drawing.commit();
        }
    }
}
