package dev.rankine.engine.cpu;

import static dev.rankine.engine.ArrayStorage.floats;

import dev.rankine.engine.Binary;
import dev.rankine.engine.Formula;
import dev.rankine.engine.Formula.Chosen;
import dev.rankine.engine.Formula.Mapped;
import dev.rankine.engine.Formula.Number;
import dev.rankine.engine.Formula.Values;
import dev.rankine.engine.Formula.Zipped;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A formula, computed a block of elements at a time: what lies between two functions is in the
 * first-level cache, and memory is read once for each operand and written once, or not at all where
 * only the sum is asked for.
 *
 * <pre>
 * operands  ──block──►  f  ──slot──►  g  ──slot──►  h  ──block──►  out
 * </pre>
 */
final class Fusion {
  /** Elements of a block: 8 KiB. */
  private static final int BLOCK = 1 << 11;

  /** An operand, or a function whose values lie in a slot until they are not needed any more. */
  private static final class Node {
    final Formula formula;
    final Unary unary;
    final Binary binary;
    final boolean isOne;
    final Node first;
    final Node second;
    final Node third;
    float[] values;
    int offset;
    int slot;
    int lastUse;

    Node(Formula formula, boolean isOne, Node first, Node second, Node third) {
      this.formula = formula;
      this.unary = formula instanceof Mapped m ? m.f() : null;
      this.binary = formula instanceof Zipped z && third == null ? z.f() : null;
      this.isOne = isOne;
      this.first = first;
      this.second = second;
      this.third = third;
    }

    boolean isOperand() {
      return first == null;
    }

    int step() {
      return isOne ? 0 : 1;
    }
  }

  private final List<Node> operands = new ArrayList<>();
  private final List<Node> functions = new ArrayList<>();
  private final int size;
  private int slots;

  /** A function of operands, and the number of elements of the output. */
  Fusion(Formula formula, int size) {
    this.size = size;
    node(formula);
    assignSlots();
  }

  /** What is used twice is one node. */
  private Node node(Formula formula) {
    for (List<Node> known : List.of(operands, functions)) {
      for (Node node : known) {
        if (node.formula == formula) {
          return node;
        }
      }
    }
    boolean isOne = formula.size() == 1 && size != 1;
    Node node =
        switch (formula) {
          case Values _, Number _ -> new Node(formula, isOne, null, null, null);
          case Zipped(Binary f, Zipped(Binary g, Formula x, Number low), Number high)
              when isClamp(f, g, low, high) ->
              new Node(formula, isOne, node(x), node(low), node(high));
          case Mapped m -> new Node(formula, isOne, node(m.x()), null, null);
          case Zipped z -> new Node(formula, isOne, node(z.a()), node(z.b()), null);
          case Chosen c -> new Node(formula, isOne, node(c.mask()), node(c.a()), node(c.b()));
        };
    if (node.isOperand()) {
      node.values =
          formula instanceof Values(Tensor x)
              ? floats(x)
              : new float[] {(float) ((Number) formula).value()};
      node.offset = formula instanceof Values(Tensor x) ? x.offset() : 0;
    }
    (node.isOperand() ? operands : functions).add(node);
    return node;
  }

  /** Two functions that are one kernel. */
  private static boolean isClamp(Binary f, Binary g, Number low, Number high) {
    boolean areNumbers = !Double.isNaN(low.value()) && !Double.isNaN(high.value());
    return f == Binary.MINIMUM && g == Binary.MAXIMUM && areNumbers;
  }

  /** A slot is free again for the function that reads it last, but not one that it repeats. */
  private void assignSlots() {
    for (int i = 0; i < functions.size(); i++) {
      Node f = functions.get(i);
      f.first.lastUse = i;
      if (f.second != null) {
        f.second.lastUse = i;
      }
      if (f.third != null) {
        f.third.lastUse = i;
      }
    }
    BitSet taken = new BitSet();
    for (int i = 0; i < functions.size(); i++) {
      for (int j = 0; j < i; j++) {
        Node used = functions.get(j);
        if (used.lastUse == i && !used.isOne) {
          taken.clear(used.slot);
        }
      }
      int slot = taken.nextClearBit(0);
      functions.get(i).slot = slot;
      taken.set(slot);
      slots = Math.max(slots, slot + 1);
    }
  }

  /** Elements {@code at} to {@code at + n} of the output, which begins at oo. */
  void compute(Kernels kernels, float[] out, int oo, int at, int n) {
    float[][] blocks = Scratch.blocks(slots, BLOCK);
    int block = functions.size() == 1 ? n : BLOCK;
    for (int i = at; i < at + n; i += block) {
      block(kernels, blocks, out, oo + i, i, Math.min(block, at + n - i));
    }
  }

  /** The sum of elements {@code at} to {@code at + n}, which are kept nowhere. */
  float sum(Kernels kernels, int at, int n) {
    float[][] blocks = Scratch.blocks(slots, BLOCK);
    float[] values = blocks[functions.getLast().slot];
    float[] partials = Scratch.filled(Scratch.PARTIALS, Reducer.PARTIALS, 0);
    for (int i = at; i < at + n; i += BLOCK) {
      int count = Math.min(BLOCK, at + n - i);
      block(kernels, blocks, values, 0, i, count);
      kernels.sumInto(partials, 0, values, 0, count);
    }
    return Reducer.tree(partials);
  }

  /** Elements {@code at} to {@code at + n} of the output into a place that begins at oo. */
  private void block(Kernels kernels, float[][] blocks, float[] out, int oo, int at, int n) {
    Node last = functions.getLast();
    for (Node f : functions) {
      float[] target = f == last ? out : blocks[f.slot];
      int to = f == last ? oo : 0;
      int count = f.isOne ? 1 : n;
      Node a = f.first;
      Node b = f.second;
      float[] as = values(a, blocks);
      int ao = offset(a, at);
      if (f.unary != null) {
        kernels.map(f.unary, as, ao, target, to, count);
        continue;
      }
      float[] bs = values(b, blocks);
      int bo = offset(b, at);
      if (f.binary != null) {
        kernels.zip(f.binary, as, ao, a.step(), bs, bo, b.step(), target, to, count);
        continue;
      }
      float[] cs = values(f.third, blocks);
      int co = offset(f.third, at);
      if (f.formula instanceof Zipped) {
        kernels.clamp(as, ao, bs[bo], cs[co], target, to, count);
      } else {
        kernels.select(as, ao, bs, bo, b.step(), cs, co, f.third.step(), target, to, count);
      }
    }
  }

  private static float[] values(Node node, float[][] blocks) {
    return node.isOperand() ? node.values : blocks[node.slot];
  }

  private static int offset(Node node, int at) {
    return node.isOperand() ? node.offset + at * node.step() : 0;
  }
}
