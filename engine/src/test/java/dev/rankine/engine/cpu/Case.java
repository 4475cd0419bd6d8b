package dev.rankine.engine.cpu;

import dev.rankine.engine.Backend;
import java.util.List;
import java.util.function.Consumer;

/**
 * One call of one method of {@link Backend}, with everything that goes into it.
 *
 * @param label the method and its shapes
 * @param call uploads the operands, declares the results and makes the call
 * @param magnitude the call whose results, on absolute values, scale the tolerance
 */
record Case(String label, Consumer<Session> call, Consumer<Session> magnitude) {
  Case(String label, Consumer<Session> call) {
    this(label, call, call);
  }

  List<Session.Result> run(Backend backend) {
    return run(backend, backend);
  }

  /** Runs on one backend, called through another. */
  List<Session.Result> run(Backend memory, Backend operations) {
    Session session = new Session(memory, operations, false);
    call.accept(session);
    return session.results();
  }

  List<Session.Result> magnitudes(Backend backend) {
    Session session = new Session(backend, backend, true);
    magnitude.accept(session);
    return session.results();
  }
}
