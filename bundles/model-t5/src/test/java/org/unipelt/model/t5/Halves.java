package org.unipelt.model.t5;

import org.unipelt.testkit.model.Inputs;

/** What the encoder and what the decoder reads, each as a batch of its own that can be changed by itself. */
record Halves(Inputs text, Inputs written) {

    static Halves of(Inputs inputs) {
        return new Halves(
                new Inputs(inputs.ids(), inputs.types(), inputs.mask()),
                half(inputs.decoder().ids(), inputs.decoder().mask()));
    }

    private static Inputs half(int[][] ids, float[][] mask) {
        return new Inputs(ids, new int[ids.length][ids[0].length], mask);
    }

    Inputs together() {
        return new Inputs(text.ids(), text.types(), text.mask(), new Inputs.Decoder(written.ids(), written.mask()));
    }

    Halves withText(Inputs other) {
        return new Halves(other, written);
    }

    Halves withWritten(Inputs other) {
        return new Halves(text, other);
    }

    Halves reversed() {
        return new Halves(text.reversed(), written.reversed());
    }

    Halves row(int number) {
        return new Halves(text.row(number), written.row(number));
    }
}
