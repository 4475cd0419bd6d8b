/** Models as ONNX files, from the ops that they put on a tape. */
package dev.rankine.autograd.onnx;
