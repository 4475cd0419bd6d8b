package dev.rankine.autograd.op;

import dev.rankine.autograd.Op;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says whose gradient a property checks, so that an op without a check can be found. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Checks {
  Class<? extends Op> value();
}
