package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.task.TaskHead;
import org.unipelt.task.classification.ClassificationTask;

/** Nothing is propagated below the first site that trains. */
class GradientsTest {
    @Test
    void aHeadAloneNeedsNoGradientOfAnyAttention() {
        assertEquals(0, attentionGradients(List.of()));
    }

    @Test
    void aShiftInTheLastLayerNeedsNoGradientOfAnyAttention() {
        assertEquals(0, attentionGradients(List.of(shiftIn(SmallBert.LAYERS - 1))));
    }

    @Test
    void aShiftInTheFirstLayerNeedsThatOfTheLayersBehind() {
        assertTrue(attentionGradients(List.of(shiftIn(0))) > 0);
    }

    @Test
    void nothingFlowsBackThroughAComparison() {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Operand<TFloat32> value = tf.placeholder(TFloat32.class);
            Operand<TFloat32> other = tf.placeholder(TFloat32.class);
            Operand<TFloat32> compared = tf.dtypes.cast(tf.math.greater(value, tf.constant(0f)), TFloat32.class);
            List<Operand<TFloat32>> gradients =
                    Gradients.of(graph, tf.math.add(compared, other), List.of(value, other));
            assertNull(gradients.get(0));
            assertNotNull(gradients.get(1));
        }
    }

    /** A bias behind one layer's feed-forward network, which is behind that layer's attention. */
    private static MethodInstance shiftIn(int layer) {
        return (site, weights) -> site.layer() == layer && site.kind() == SiteKind.FFN_OUT
                ? List.of(new Contribution.BiasShift(
                        weights.parameter("shift", Shape.of(site.outputSize()), Initializer.zeros())))
                : List.of();
    }

    private static long attentionGradients(List<MethodInstance> instances) {
        Host host = SmallBert.host();
        ClassificationTask task = new ClassificationTask((file, layout, columns) -> List.of());
        TaskHead head = task.instantiate(task.options().parse(Map.of(), "task"))
                .restore(Map.of("labels", List.of("a", "b"), "metric", "accuracy", "pooling", "mean"));
        Recipe recipe = TestRecipes.of(
                instances.stream()
                        .map(instance -> new TestRecipes.Method("shift", TestRecipes.giving(instance)))
                        .toList(),
                TestRecipes.ungated(),
                head);
        Plan plan = Planner.plan(host.model(), recipe, Optional.empty());
        try (Drawing drawing = new Drawing(host, plan, Drawing.Purpose.TRAINED, OwnBase.Extent.NOTHING)) {
            Drawing.Pass pass = drawing.withGradients();
            Operand<TFloat32> targets = drawing.sketch().ops().placeholder(TFloat32.class);
            List<Operand<TFloat32>> values = plan.trained().values().stream()
                    .flatMap(List::stream)
                    .map(p -> drawing.variables().get(p.name()).value())
                    .toList();
            Gradients.of(
                    drawing.sketch().graph(), drawing.plan().head().loss(pass.scope(), pass.scores(), targets), values);
            return count(drawing.sketch().graph().operations());
        } finally {
            host.leave();
            host.retire();
        }
    }

    private static long count(Iterator<GraphOperation> operations) {
        long count = 0;
        while (operations.hasNext()) {
            GraphOperation operation = operations.next();
            boolean gradient = operation.name().startsWith("gradients");
            count += gradient && operation.type().startsWith("BatchMatMul") ? 1 : 0;
        }
        return count;
    }
}
