package dev.rankine.engine.cpu.vector;

import static jdk.incubator.vector.VectorOperators.FMA;

import dev.rankine.engine.cpu.WarmLoop;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/** The order in which the vector loops are compiled ahead. */
final class VectorWarmPlan {
  private VectorWarmPlan() {}

  static WarmLoop.Plan best() {
    return ChannelLanes.COUNT == Lanes.COUNT ? VectorWarmPlan::oneWidth : new TwoWidths();
  }

  /**
   * The few loops with narrower vectors come last: while C2 has seen but one width, it knows the
   * class of every vector, and afterwards it boxes some. Which loops the experiment's blocks need
   * depends on their lanes; it is sorted out for 8.
   */
  private static List<List<WarmLoop>> oneWidth(WarmLoop.Group group) {
    return switch (group) {
      case HEAVY -> {
        VectorWarmLoops wide = new VectorWarmLoops();
        wide.blocks();
        wide.edges();
        wide.rows();
        wide.packed();
        wide.blockGradients();
        wide.elements();
        if (ChannelLanes.COUNT != 8) {
          wide.loops.addAll(VectorOtherLoops.blocks());
        }
        VectorWarmLoops narrow = new VectorWarmLoops();
        narrow.narrow();
        yield List.of(wide.loops, narrow.loops);
      }
      case LIGHT, PRODUCTS -> List.of();
      case OTHER -> List.of(VectorOtherLoops.all());
    };
  }

  /**
   * Vectors of sixteen lanes, and of eight where lanes are channels. As C2 cannot rely on the width
   * here, only as few loops as a usual step needs come before its first one.
   */
  private static final class TwoWidths implements WarmLoop.Plan {
    private static final int TIMES = 400;

    /**
     * Where C2 has seen one class in a comparison of two vectors' classes, it takes it for the only
     * one, and compiles loops of the other width twice.
     */
    @Override
    public void begin() {
      FloatVector x = FloatVector.zero(ChannelLanes.FLOAT);
      FloatVector y = FloatVector.zero(Lanes.FLOAT);
      for (int i = 0; i < TIMES; i++) {
        x = x.lanewise(FMA, x, x);
        y = y.lanewise(FMA, y, y);
      }
    }

    @Override
    public List<List<WarmLoop>> of(WarmLoop.Group group) {
      VectorWarmLoops of = new VectorWarmLoops();
      switch (group) {
        case HEAVY -> {
          of.stored();
          of.edges();
          of.blocks();
          of.blockGradients();
          of.narrow();
        }
        case LIGHT -> {
          of.elements();
          of.half();
        }
        case PRODUCTS -> of.packed();
        case OTHER -> of.loops.addAll(VectorOtherLoops.all());
      }
      return List.of(of.loops);
    }
  }
}
