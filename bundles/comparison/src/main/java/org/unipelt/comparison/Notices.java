package org.unipelt.comparison;

import java.util.ArrayList;
import java.util.List;
import org.unipelt.api.client.Trainer;

/** What a training tells that is worth noting. */
final class Notices implements Trainer.Listener {
    private final List<String> messages = new ArrayList<>();
    private double learningRate = Double.NaN;

    @Override
    public void stepped(Trainer.Progress progress) {
        if (!(learningRate >= progress.learningRate())) {
            learningRate = progress.learningRate();
        }
    }

    @Override
    public void noticed(String message) {
        messages.add(message);
    }

    List<String> messages() {
        return messages;
    }

    /** The highest rate of all steps: the one that was asked for, or found. */
    double learningRate() {
        return learningRate;
    }
}
