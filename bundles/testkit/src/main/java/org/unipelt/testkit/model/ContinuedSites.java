package org.unipelt.testkit.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.family.Masks;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

/**
 * The plain model in a pass that goes on from earlier ones, as generation does token by token: masks and counts of all places
 * come back from the embeddings, and keys and values of the earlier places stand in front of the new ones. Of an encoder, and
 * of what a decoder reads off it, there is what the first pass left.
 */
public final class ContinuedSites extends PlainSites {
    private final Map<String, TensorData> before;
    private final Map<String, Operand<TFloat32>> leaving = new LinkedHashMap<>();

    /** @param before what the pass before left; empty for the first pass */
    public ContinuedSites(DrawnModel model, Map<String, TensorData> before) {
        super(model.ops());
        this.before = Map.copyOf(before);
    }

    /** What a pass over these inputs leaves for the next. */
    public Map<String, TensorData> left(DrawnModel model, Inputs inputs) {
        List<Output<TFloat32>> fetches = new ArrayList<>();
        leaving.values().forEach(value -> fetches.add(value.asOutput()));
        List<TensorData> values = model.run(fetches, inputs);
        Map<String, TensorData> left = new LinkedHashMap<>();
        leaving.keySet().forEach(name -> left.put(name, values.get(left.size())));
        return left;
    }

    @Override
    public Sequence embeddings(Site site, Sequence sequence) {
        Sequence given = super.embeddings(site, sequence);
        return new Sequence(
                given.states(),
                given.typeIds(),
                places(site, ".mask", given, given.mask()),
                places(site, ".counted", given, given.counted()),
                given.first(),
                given.position());
    }

    /** The second embedding site is given what the first one widened: only the columns of the new places are new. */
    private Operand<TFloat32> places(Site site, String kind, Sequence sequence, Operand<TFloat32> given) {
        if (site.stage() == Stage.ENCODER) {
            return kept(site.name() + kind, given);
        }
        return extended(site.name() + kind, tf.gather(given, Masks.last(tf, sequence), tf.constant(1)));
    }

    @Override
    public Operand<TFloat32> attention(Site site, Attention attention) {
        return super.attention(
                site,
                new Attention(
                        attention.queries(),
                        read(site, ".keys", attention.keys()),
                        read(site, ".values", attention.values()),
                        attention.heads(),
                        attention.keyHeads(),
                        attention.scale(),
                        attention.bias(),
                        attention.relative(),
                        attention.dropout()));
    }

    private Operand<TFloat32> read(Site site, String kind, Operand<TFloat32> given) {
        if (site.stage() == Stage.ENCODER) {
            return given;
        }
        return site.kind() == SiteKind.CROSS_KEY_VALUE
                ? kept(site.name() + kind, given)
                : extended(site.name() + kind, given);
    }

    private Operand<TFloat32> extended(String name, Operand<TFloat32> added) {
        return leave(name, before.isEmpty() ? added : tf.concat(List.of(earlier(name), added), tf.constant(1)));
    }

    private Operand<TFloat32> kept(String name, Operand<TFloat32> first) {
        return leave(name, before.isEmpty() ? first : earlier(name));
    }

    private Operand<TFloat32> earlier(String name) {
        TensorData value = before.get(name);
        return tf.constant(value.shape(), DataBuffers.of(value.floats()));
    }

    private Operand<TFloat32> leave(String name, Operand<TFloat32> value) {
        // an encoder's mask may be what is fed, which cannot be fetched
        leaving.put(name, tf.identity(value));
        return value;
    }
}
