/** Low-rank adaptation of trained layers. */
module dev.rankine.lora {
  requires transitive dev.rankine.autograd;

  exports dev.rankine.lora;
}
