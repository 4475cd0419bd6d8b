/**
 * float32 on an OpenCL device, through JOCL. Only {@link dev.rankine.engine.opencl.OpenClProvider}
 * loads where JOCL is missing; all other classes are reached through it.
 *
 * <pre>
 * tensors, on the device between ops ─ OpenClBackend ─ Programs ─ Launch ─► Queue ─► device
 * </pre>
 *
 * <p>Letters in shapes: B batch, C input channels, O output channels, H height, W width; M, N and K
 * the extents of a product.
 */
package dev.rankine.engine.opencl;
