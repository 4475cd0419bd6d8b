/** The float64 specification of every primitive, in plain loops. */
package dev.rankine.engine.reference;
