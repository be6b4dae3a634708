package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.session.TrainableComposition.Part;
import org.unipelt.api.text.TokenBatch;

/** Texts while a composition writes them; what was read before lies in the session. */
final class SessionDecoding implements TextDecoder.Decoding {
    private static final Logger LOG = LoggerFactory.getLogger(SessionDecoding.class);

    private final Host host;
    private final DrawnDecoder drawn;
    private final Limits limits;
    private List<TString> handles = List.of();

    /** How many tokens each row has. */
    private int[] lengths;

    private float[] logits;
    private int rows;

    private SessionDecoding(Host host, DrawnDecoder drawn, Limits limits) {
        this.host = host;
        this.drawn = drawn;
        this.limits = limits;
    }

    static SessionDecoding begin(Host host, DrawnDecoder drawn, TokenBatch texts, Limits limits) {
        SessionDecoding decoding = new SessionDecoding(host, drawn, limits);
        Part begun = begun(host, texts);
        decoding.lengths = lengths(begun.written() == null ? texts : begun.written());
        try (FedBatch batch = FedBatch.of(begun, limits)) {
            decoding.run(batch.into(host.session().runner(), drawn.fed()), drawn.first(), texts.rows());
        }
        return decoding;
    }

    /** What a model reads before it writes: a decoder beside an encoder begins with one token alone. */
    static Part begun(Host host, TokenBatch texts) {
        OptionalInt start = host.model().writing().orElseThrow().start();
        if (start.isEmpty()) {
            return new Part(texts, new float[0]);
        }
        int[] starts = new int[texts.rows()];
        Arrays.fill(starts, start.getAsInt());
        float[] ones = new float[texts.rows()];
        Arrays.fill(ones, 1f);
        TokenBatch written = new TokenBatch(texts.rows(), 1, starts, new int[texts.rows()], ones);
        return new Part(texts, written, null, new float[0]);
    }

    private static int[] lengths(TokenBatch texts) {
        int[] lengths = new int[texts.rows()];
        for (int i = 0; i < texts.mask().length; i++) {
            lengths[i / texts.length()] += texts.mask()[i] > 0 ? 1 : 0;
        }
        return lengths;
    }

    private void run(Session.Runner runner, DrawnDecoder.Given given, int newRows) {
        runner.fetch(given.logits());
        given.handles().forEach(runner::fetch);
        Result result = runner.run();
        List<TString> fresh = new ArrayList<>();
        for (int i = 0; i < given.handles().size(); i++) {
            fresh.add((TString) result.get(i + 1));
        }
        try (Tensor scores = result.get(0)) {
            logits = Tensors.floats(scores);
        }
        handles.forEach(Tensor::close);
        handles = fresh;
        rows = newRows;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public float[] logits() {
        return logits;
    }

    @Override
    public void advance(int[] from, int[] tokens) {
        if (handles.isEmpty()) {
            throw new IllegalStateException("This text is closed; begin it anew.");
        }
        check(from, tokens);
        int[] longer = Arrays.stream(from).map(row -> lengths[row] + 1).toArray();
        limits.checkLength(Arrays.stream(longer).max().orElse(0));
        Map<String, Tensor> fed = new LinkedHashMap<>();
        try (TInt32 rowTensor = Tensors.of(Shape.of(from.length), from);
                TInt32 tokenTensor = Tensors.of(Shape.of(tokens.length, 1), tokens)) {
            fed.put(drawn.rows(), rowTensor);
            fed.put(drawn.tokens(), tokenTensor);
            for (int i = 0; i < handles.size(); i++) {
                fed.put(drawn.before().get(i), handles.get(i));
            }
            Session.Runner runner = host.session().runner();
            fed.forEach(runner::feed);
            drawn.deletes().forEach(runner::addTarget);
            run(runner, drawn.next(), from.length);
            lengths = longer;
        }
    }

    private void check(int[] from, int[] tokens) {
        int vocabulary = host.model().shape().vocabulary();
        boolean fits = from.length > 0
                && from.length == tokens.length
                && Arrays.stream(from).allMatch(row -> row >= 0 && row < rows)
                && Arrays.stream(tokens).allMatch(token -> token >= 0 && token < vocabulary);
        if (!fits) {
            throw new ConfigurationException(
                    "rows and tokens to go on with",
                    "they are not as many, or out of 0 to " + (rows - 1) + " and 0 to " + (vocabulary - 1),
                    "Give one of the present rows and one token for each new row");
        }
    }

    /** Deletes what lies in the session, each by itself: after a failed run some may be gone. */
    @Override
    public void close() {
        for (int i = 0; i < handles.size(); i++) {
            try (TString handle = handles.get(i);
                    Result deleted = host.session()
                            .runner()
                            .feed(drawn.before().get(i), handle)
                            .addTarget(drawn.deletes().get(i))
                            .run()) {
                LOG.trace("deleted {} of {}", i, deleted.size());
            } catch (TensorFlowException
                    | IllegalArgumentException e) { // how a failed operation shows depends on its code
                LOG.debug("nothing left to delete", e);
            }
        }
        handles = List.of();
    }
}
