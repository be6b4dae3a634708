package org.unipelt.shell.commands;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.unipelt.api.CancelledException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Trainer;
import org.unipelt.api.pack.GateReport;
import org.unipelt.api.pack.Packs;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.shell.report.TrainingReport;
import org.unipelt.shell.services.Services;

/** Asks a trained pack for what its report shows beside the training's own result. */
final class TrainingReports {
    private static final String RATE = "learning_rate";

    private final Packs packs;
    private final ModelSessions sessions;
    private final BooleanSupplier cancelled;

    /** @param cancelled whether the user asked to stop */
    TrainingReports(Services services, BooleanSupplier cancelled) {
        packs = services.packs();
        sessions = services.sessions();
        this.cancelled = cancelled;
    }

    /**
     * The report of a training.
     *
     * @param folder what relative files in the composition are resolved against
     */
    TrainingReport of(Composition composition, Path folder, Path pack, Trainer.Result result, List<String> notices) {
        return new TrainingReport(
                pack.toString(),
                composition.base(),
                result,
                notices,
                chosenRate(composition.training(), pack),
                gates(composition, folder, pack, result));
    }

    private Optional<Double> chosenRate(Map<String, Object> training, Path pack) {
        if (!"auto".equals(training.get(RATE))) {
            return Optional.empty();
        }
        Object rate = sessions.read(pack).results().get(RATE);
        return rate instanceof Number number ? Optional.of(number.doubleValue()) : Optional.empty();
    }

    /** Empty where nothing is gated, and after a stop: the dev rows would take the time that is left to end in. */
    private Optional<GateReport> gates(Composition composition, Path folder, Path pack, Trainer.Result result) {
        boolean gated = result.parameters().getOrDefault("gates", 0L) > 0;
        if (!gated || !(composition.task().get("dev") instanceof String dev)) {
            return Optional.empty();
        }
        try {
            return Optional.of(packs.gates(pack, folder.resolve(dev), cancelled));
        } catch (CancelledException e) {
            return Optional.empty();
        }
    }
}
