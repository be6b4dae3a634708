package org.unipelt.gate.recurrent;

import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.StatelessWhile;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GradientDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/**
 * The states of a gated recurrent unit as one operation with a gradient. TensorFlow's loops have none outside Python, so the
 * loop itself is cut off from it, and its states pass through a function that changes nothing and whose gradient is
 * declared in the graph: it runs the loop back over the states (full back-propagation through time). Being part of the
 * graph, the gradient survives export and import, ends with the graph, and needs nothing of this bundle once drawn.
 */
final class Recurrence {

    /**
     * What one unit of n numbers reads, sequence first.
     *
     * @param gates what the tokens give to reset and update gate, [sequence, batch, 2n]
     * @param candidate what they give to the candidate state, [sequence, batch, n]
     * @param mask [sequence, batch, 1]; 0 keeps the state as it was
     * @param gatesWeight [n, 2n]
     * @param candidateWeight [n, n]
     */
    record Inputs(
            Operand<TFloat32> gates,
            Operand<TFloat32> candidate,
            Operand<TFloat32> mask,
            Operand<TFloat32> gatesWeight,
            Operand<TFloat32> candidateWeight) {}

    private Functions functions;

    /**
     * Draws the states behind each token, [sequence, batch, n].
     *
     * @param tf operations of a graph
     */
    Operand<TFloat32> draw(Ops tf, Inputs in) {
        if (!(tf.scope().env() instanceof Graph graph)) {
            throw new IllegalArgumentException("a recurrent gate is drawn in a graph, not run eagerly");
        }
        Functions drawn = functions();
        Operand<TFloat32> empty = tf.zerosLike(in.candidate());
        Operand<TFloat32> start = tf.reduceSum(empty, tf.array(0));
        StatelessWhile loop = tf.statelessWhile(
                List.of(
                        tf.constant(0),
                        Loops.length(tf, in.mask()),
                        start,
                        empty,
                        in.gates(),
                        in.candidate(),
                        in.mask(),
                        in.gatesWeight(),
                        in.candidateWeight()),
                drawn.moreTokens(),
                drawn.nextState());
        Operand<TFloat32> states = tf.stopGradient(Loops.floats(loop.output().get(3)));
        graph.attachFunction(drawn.states());
        graph.attachFunction(drawn.statesGradient());
        graph.importGraphDef(drawn.gradientDeclaration());
        return Loops.floats(tf.partitionedCall(
                        List.of(in.gates(), in.candidate(), in.mask(), in.gatesWeight(), in.candidateWeight(), states),
                        List.of(TFloat32.class),
                        drawn.states())
                .output()
                .get(0));
    }

    // made at the first use: the service may stand in a system whose TensorFlow is not loaded yet
    private synchronized Functions functions() {
        if (functions == null) {
            functions = Functions.create();
        }
        return functions;
    }

    /** TensorFlow's functions, the same for units of any size; their names are unique. */
    private record Functions(
            ConcreteFunction moreTokens,
            ConcreteFunction nextState,
            ConcreteFunction states,
            ConcreteFunction statesGradient,
            GraphDef gradientDeclaration) {

        static Functions create() {
            ConcreteFunction states = ConcreteFunction.create(ForwardLoop::states);
            ConcreteFunction gradient = BackwardLoop.create();
            return new Functions(
                    ConcreteFunction.create(ForwardLoop::moreTokens),
                    ConcreteFunction.create(ForwardLoop::nextState),
                    states,
                    gradient,
                    declaration(states, gradient));
        }

        private static GraphDef declaration(ConcreteFunction function, ConcreteFunction gradient) {
            GradientDef pair = GradientDef.newBuilder()
                    .setFunctionName(function.getDefinedName())
                    .setGradientFunc(gradient.getDefinedName())
                    .build();
            try (Graph empty = new Graph()) { // says which version of TensorFlow writes this
                return empty.toGraphDef().toBuilder()
                        .setLibrary(FunctionDefLibrary.newBuilder().addGradient(pair))
                        .build();
            }
        }
    }
}
