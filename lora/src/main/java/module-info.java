/** Low-rank adaptation of trained layers. */
module dev.rankine.lora {
  requires transitive dev.rankine.autograd;
  requires com.fasterxml.jackson.core;

  exports dev.rankine.lora;
  exports dev.rankine.lora.check;
  exports dev.rankine.lora.combine;
  exports dev.rankine.lora.config;
  exports dev.rankine.lora.io;
  exports dev.rankine.lora.model;
  exports dev.rankine.lora.quant;
  exports dev.rankine.lora.surgery;
  exports dev.rankine.lora.update;
  exports dev.rankine.lora.variant;
}
