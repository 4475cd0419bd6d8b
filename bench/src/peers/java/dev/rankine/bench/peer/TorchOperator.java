package dev.rankine.bench.peer;

import java.util.List;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;

/** An operator of libtorch that JavaCPP has no method for, called through the dispatcher. */
record TorchOperator(OperatorHandle handle) {
  static TorchOperator named(String name) {
    return new TorchOperator(Dispatcher.singleton().findSchemaOrThrow(name, ""));
  }

  /** Calls it; the results are on the stack that is returned. */
  IValueVector call(IValue... arguments) {
    IValueVector stack = new IValueVector(arguments);
    handle.callBoxed(stack);
    return stack;
  }

  /** Of the type of the operator's first argument, which is a list of tensors. */
  GenericList list(List<Tensor> tensors) {
    Type.TypePtr element = handle.schema().arguments().type().get().containedType(0);
    GenericList list = new GenericList(element);
    tensors.forEach(tensor -> list.push_back(new IValue(tensor)));
    return list;
  }

  /** For {@code _log_softmax_backward_data} along the second axis. */
  Tensor softmaxGradient(Tensor gradient, Tensor logs) {
    return call(
            new IValue(gradient),
            new IValue(logs),
            new IValue(1L),
            new IValue(torch.ScalarType.Float))
        .get(0)
        .toTensor();
  }
}
