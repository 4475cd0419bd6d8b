package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import dev.rankine.engine.AdamStep;
import dev.rankine.engine.SgdStep;
import jdk.incubator.vector.FloatVector;

/** Optimizer updates over the whole vectors of a range; each method returns where it stopped. */
final class VectorOptimizers {
  private VectorOptimizers() {}

  static int sgd(SgdStep step, float[] p, int po, float[] g, int go, float[] v, int vo, int n) {
    if (n < COUNT) {
      return 0;
    }
    FloatVector rate = FloatVector.broadcast(FLOAT, -(float) step.rate());
    FloatVector momentum = FloatVector.broadcast(FLOAT, (float) step.momentum());
    FloatVector decay = FloatVector.broadcast(FLOAT, (float) step.weightDecay());
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector parameter = FloatVector.fromArray(FLOAT, p, po + i);
      FloatVector gradient = decay.fma(parameter, FloatVector.fromArray(FLOAT, g, go + i));
      FloatVector velocity = momentum.fma(FloatVector.fromArray(FLOAT, v, vo + i), gradient);
      velocity.intoArray(v, vo + i);
      if (step.nesterov()) {
        rate.fma(momentum.fma(velocity, gradient), parameter).intoArray(p, po + i);
      } else {
        rate.fma(velocity, parameter).intoArray(p, po + i);
      }
    }
    return i;
  }

  static int adam(
      AdamStep step,
      float[] p,
      int po,
      float[] g,
      int go,
      float[] m,
      int mo,
      float[] v,
      int vo,
      int n) {
    if (n < COUNT) {
      return 0;
    }
    FloatVector beta1 = FloatVector.broadcast(FLOAT, (float) step.beta1());
    FloatVector rest1 = FloatVector.broadcast(FLOAT, (float) (1 - step.beta1()));
    FloatVector beta2 = FloatVector.broadcast(FLOAT, (float) step.beta2());
    FloatVector rest2 = FloatVector.broadcast(FLOAT, (float) (1 - step.beta2()));
    FloatVector size = FloatVector.broadcast(FLOAT, -(float) step.stepSize());
    FloatVector root = FloatVector.broadcast(FLOAT, (float) step.rootCorrection2());
    FloatVector epsilon = FloatVector.broadcast(FLOAT, (float) step.epsilon());
    FloatVector decay = FloatVector.broadcast(FLOAT, (float) step.decay());
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector gradient = FloatVector.fromArray(FLOAT, g, go + i);
      FloatVector first = beta1.fma(FloatVector.fromArray(FLOAT, m, mo + i), rest1.mul(gradient));
      FloatVector second =
          beta2.fma(FloatVector.fromArray(FLOAT, v, vo + i), rest2.mul(gradient).mul(gradient));
      first.intoArray(m, mo + i);
      second.intoArray(v, vo + i);
      FloatVector scale = second.sqrt().div(root).add(epsilon);
      FloatVector decayed = FloatVector.fromArray(FLOAT, p, po + i).mul(decay);
      size.fma(first.div(scale), decayed).intoArray(p, po + i);
    }
    return i;
  }
}
