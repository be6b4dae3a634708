package org.unipelt.training;

import java.util.ArrayList;
import java.util.List;
import org.unipelt.api.client.Trainer;
import org.unipelt.api.client.Trainer.Epoch;
import org.unipelt.api.client.Trainer.Plan;
import org.unipelt.api.client.Trainer.Progress;

/** Everything a listener is told. */
final class Heard implements Trainer.Listener {
    final List<Plan> plans = new ArrayList<>();
    final List<Progress> steps = new ArrayList<>();
    final List<Epoch> epochs = new ArrayList<>();
    final List<String> notices = new ArrayList<>();

    @Override
    public void started(Plan plan) {
        plans.add(plan);
    }

    @Override
    public void stepped(Progress progress) {
        steps.add(progress);
    }

    @Override
    public void evaluated(Epoch epoch) {
        epochs.add(epoch);
    }

    @Override
    public void noticed(String message) {
        notices.add(message);
    }
}
