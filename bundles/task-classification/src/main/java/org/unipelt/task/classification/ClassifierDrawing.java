package org.unipelt.task.classification;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.task.TaskHead;

/**
 * Draws dropout(v) W + b over the sentence vector v, and softmax cross-entropy.
 *
 * @param weight W, [hidden, classes]
 * @param bias b, [classes]
 * @param pooling how v is found
 * @param dropout the rate at which training drops elements of v
 */
record ClassifierDrawing(Parameter weight, Parameter bias, Pooling pooling, double dropout)
        implements TaskHead.Drawing {

    @Override
    public Operand<TFloat32> scores(GraphScope scope, ModelOutputs outputs) {
        Ops tf = scope.ops();
        Operand<TFloat32> sentence = scope.dropout(pooling.draw(scope, outputs), dropout);
        return tf.nn.biasAdd(tf.linalg.matMul(sentence, scope.value(weight)), scope.value(bias));
    }

    /** Takes one-hot rows, since the form that takes label numbers has no gradient in a TensorFlow graph outside Python. */
    @Override
    public Operand<TFloat32> loss(GraphScope scope, Operand<TFloat32> scores, Operand<TFloat32> targets) {
        Ops tf = scope.ops();
        return tf.math.mean(tf.nn.softmaxCrossEntropyWithLogits(scores, targets).loss(), tf.constant(0));
    }
}
