package org.unipelt.api.pelt;

import org.tensorflow.ndarray.Shape;
import org.unipelt.api.pelt.SiteKind.Group;

/** Whether a contribution fits a site: its kind and the shapes of its parameters. */
final class Fit {
    private Fit() {}

    /** @throws IllegalArgumentException that says what does not fit */
    static void check(Site site, Contribution contribution) {
        Group group = site.kind().group();
        if (contribution instanceof Contribution.LowRankShift c) {
            allow(group == Group.LINEAR, site, "low-rank shift");
            shape(site, "a", c.a(), site.inputSize(), c.a().shape().get(-1));
            shape(site, "b", c.b(), c.a().shape().get(-1), site.outputSize());
            if (c.bias() != null) {
                shape(site, "bias", c.bias(), site.outputSize());
            }
        } else if (contribution instanceof Contribution.BiasShift c) {
            allow(group == Group.LINEAR || group == Group.NORM, site, "bias shift");
            shape(site, "shift", c.shift(), site.outputSize());
        } else if (contribution instanceof Contribution.Scale c) {
            allow(group == Group.LINEAR, site, "scale");
            shape(site, "scale", c.scale(), c.side() == Contribution.Side.INPUT ? site.inputSize() : site.outputSize());
        } else if (contribution instanceof Contribution.FunctionShift) {
            allow(group == Group.LINEAR || group == Group.NORM || group == Group.BLOCK, site, "function shift");
        } else if (contribution instanceof Contribution.KeysAndValues c) {
            allow(group == Group.KEY_VALUE, site, "keys and values in front");
            shape(site, "keys", c.keys(), c.keys().shape().get(0), site.outputSize());
            shape(site, "values", c.values(), c.keys().shape().get(0), site.outputSize());
        } else if (contribution instanceof Contribution.PositionOffset) {
            allow(site.kind() == SiteKind.EMBEDDINGS, site, "position offset");
        } else if (contribution instanceof Contribution.VirtualTokens c) {
            allow(group == Group.EMBEDDINGS, site, "virtual tokens");
            allow(
                    c.form() == Contribution.Form.PUBLISHED || site.kind() == SiteKind.EMBEDDING_OUTPUT,
                    site,
                    "virtual token in the exact form");
            shape(site, "embeddings", c.embeddings(), c.embeddings().shape().get(0), site.outputSize());
        }
    }

    private static void allow(boolean allowed, Site site, String what) {
        if (!allowed) {
            throw new IllegalArgumentException("a site of kind " + site.kind().word() + " takes no " + what);
        }
    }

    private static void shape(Site site, String what, Parameter parameter, long... dimensions) {
        Shape expected = Shape.of(dimensions);
        if (!parameter.shape().equals(expected)) {
            throw new IllegalArgumentException(
                    "'" + what + "' has shape " + parameter.shape() + ", and " + site.name() + " needs " + expected);
        }
    }
}
