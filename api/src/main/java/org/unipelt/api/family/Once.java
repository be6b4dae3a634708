package org.unipelt.api.family;

import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** An output that is drawn when first asked for, and the same operand each time. A graph is drawn by one thread. */
@ProviderType
public final class Once implements Supplier<Operand<TFloat32>> {
    private final Supplier<Operand<TFloat32>> drawing;
    private Operand<TFloat32> drawn;

    /** @param drawing draws the output; called at most once */
    public Once(Supplier<Operand<TFloat32>> drawing) {
        this.drawing = drawing;
    }

    @Override
    public Operand<TFloat32> get() {
        if (drawn == null) {
            drawn = drawing.get();
        }
        return drawn;
    }
}
