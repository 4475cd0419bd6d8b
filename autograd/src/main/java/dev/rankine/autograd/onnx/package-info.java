/**
 * Models as ONNX files, from the ops that they put on a tape.
 *
 * <pre>
 * model ─ one example, in evaluation ─► Tape ─ Operators, op by op ─► Graph ─► file
 * </pre>
 *
 * <p>Letters in shapes: B batch.
 */
package dev.rankine.autograd.onnx;
