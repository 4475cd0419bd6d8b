package dev.rankine.autograd.op;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says whose gradient a property checks, so that an op or a composite without a check can be found.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Checks {
  /** An op, or a class of composites. */
  Class<?> value();

  /** The composites' method names; none for an op. */
  String[] methods() default {};
}
