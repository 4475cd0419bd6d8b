/** A tape, layers and optimizers; learning, and nothing about adapters. */
module dev.rankine.autograd {
  requires transitive dev.rankine.engine;
  requires com.fasterxml.jackson.core;

  exports dev.rankine.autograd;
  exports dev.rankine.autograd.explain;
  exports dev.rankine.autograd.op;
  exports dev.rankine.autograd.nn;
  exports dev.rankine.autograd.onnx;
  exports dev.rankine.autograd.optim;
  exports dev.rankine.autograd.data;
  exports dev.rankine.autograd.metrics;
  exports dev.rankine.autograd.train;
}
