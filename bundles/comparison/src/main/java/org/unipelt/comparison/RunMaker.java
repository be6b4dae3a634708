package org.unipelt.comparison;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.unipelt.api.CancelledException;
import org.unipelt.api.DataException;
import org.unipelt.api.Evaluation;
import org.unipelt.api.Folders;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.client.Trainer;
import org.unipelt.api.comparison.Run;
import org.unipelt.api.comparison.Run.Gate;
import org.unipelt.api.comparison.Run.Point;
import org.unipelt.api.pack.GateReport;
import org.unipelt.api.pack.Packs;

/** Trains, judges, and looks at the gates. */
final class RunMaker {
    private static final String GATES = "gates";

    private final Trainer trainer;
    private final GatingOrchestrator orchestrator;
    private final Packs packs;

    RunMaker(Trainer trainer, GatingOrchestrator orchestrator, Packs packs) {
        this.trainer = trainer;
        this.orchestrator = orchestrator;
        this.packs = packs;
    }

    /**
     * Makes a run; its pack is gone afterwards.
     *
     * @param folder what the job's files are resolved against
     * @param pack where its pack may lie
     * @param baseParameters the base model's numbers
     * @return empty where it was cancelled
     */
    Optional<Run> make(Job job, Path folder, Path pack, long baseParameters, BooleanSupplier cancelled) {
        Notices notices = new Notices();
        try {
            Trainer.Result result = trainer.train(job.composition(), folder, pack, notices, cancelled);
            if (result.cancelled()) {
                return Optional.empty();
            }
            boolean gated = result.parameters().getOrDefault(GATES, 0L) > 0;
            Judgement judgement = judge(pack, folder.resolve(job.test()), gated, cancelled);
            return Optional.of(judged(job, result, judgement, notices, baseParameters));
        } catch (CancelledException e) {
            return Optional.empty();
        } catch (UniPeltException e) {
            if (!e.getClass().equals(UniPeltException.class)) {
                throw e; // it would be no better with another rate
            }
            return Optional.of(failed(job, e, notices, baseParameters));
        } finally {
            discard(pack);
        }
    }

    /** What was measured counts, whether its pack can be removed or not. */
    private static void discard(Path pack) {
        try {
            Folders.delete(pack);
        } catch (DataException e) {
            // the same run writes over it
        }
    }

    /** What a pack does on the test rows. */
    private record Judgement(Evaluation evaluation, List<Gate> gates) {}

    private Judgement judge(Path pack, Path test, boolean gated, BooleanSupplier cancelled) {
        Evaluation evaluation;
        try (Predictor predictor = orchestrator.open(pack)) {
            evaluation = predictor.evaluate(test, cancelled);
        }
        return new Judgement(evaluation, gated ? gates(packs.gates(pack, test, cancelled)) : List.of());
    }

    private static Run judged(
            Job job, Trainer.Result result, Judgement judgement, Notices notices, long baseParameters) {
        Evaluation evaluation = judgement.evaluation();
        return new Run(
                job.id(),
                job.cell().task(),
                job.cell().trainRows(),
                job.cell().contender().name(),
                job.seed(),
                notices.learningRate(),
                result.metric(),
                result.metrics().get(result.metric()),
                evaluation.metrics(),
                evaluation.perfect(),
                result.parameters(),
                baseParameters,
                result.bestEpoch(),
                result.epochsDone(),
                result.seconds(),
                evaluation.seconds(),
                evaluation.examples(),
                result.epochs().stream()
                        .map(e -> new Point(
                                e.epoch(), e.trainingLoss(), e.metrics().get(e.metric())))
                        .toList(),
                judgement.gates(),
                notices.messages(),
                null);
    }

    private static List<Gate> gates(GateReport report) {
        return report.rows().stream()
                .filter(row -> row.label().equals(GateReport.ALL_CLASSES))
                .map(row -> new Gate(row.method(), row.layer(), row.slot(), row.mean(), row.deviation()))
                .toList();
    }

    private static Run failed(Job job, UniPeltException problem, Notices notices, long baseParameters) {
        return new Run(
                job.id(),
                job.cell().task(),
                job.cell().trainRows(),
                job.cell().contender().name(),
                job.seed(),
                notices.learningRate(),
                "",
                Double.NaN,
                Map.of(),
                1,
                Map.of(),
                baseParameters,
                0,
                0,
                0,
                0,
                0,
                List.of(),
                List.of(),
                notices.messages(),
                problem.getMessage());
    }
}
