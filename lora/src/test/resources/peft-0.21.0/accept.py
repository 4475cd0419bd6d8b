"""Has PEFT 0.21.0 read what Java wrote below written/: python accept.py.

Fails at a warning, a key that is missing or too much, or another set of keys than PEFT itself saves
for the same configuration. written/outputs.safetensors has what torch 2.13 computes with each.
"""

import tempfile
import warnings
from pathlib import Path

import torch
from nets import fresh, inputs
from peft import PeftConfig, PeftModel, get_peft_model, load_peft_weights, set_peft_model_state_dict
from safetensors import safe_open
from safetensors.torch import save_file

HERE = Path(__file__).parent
# Said of AdaLoRA's masks, and of layers with groups, whoever wrote the file.
ALWAYS_SAID = ("The following rank_pattern keys did not match", "LoRA adapter added to ConvNd layer with groups > 1")


def keys(folder):
    with safe_open(folder / "adapter_model.safetensors", "pt") as file:
        return {key: tuple(file.get_slice(key).get_shape()) for key in file.keys()}


def of_peft(net, folder):
    """The keys that PEFT saves, less its copies of the base."""
    config = PeftConfig.from_pretrained(folder)
    with tempfile.TemporaryDirectory() as again, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        PeftModel.from_pretrained(fresh(net), folder).save_pretrained(again)
        found = keys(Path(again))
    copies = (".original_module.", ".modules_to_save.", ".base_layer.weight")
    bias = "" if config.bias != "none" else ".base_layer.bias"
    return {k: v for k, v in found.items() if not any(c in k for c in copies) and not (bias and bias in k)}


def accept(net, folder):
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        model = PeftModel.from_pretrained(fresh(net), folder).eval()  # warns of what is missing
        other = get_peft_model(fresh(net), PeftConfig.from_pretrained(folder))
        result = set_peft_model_state_dict(other, load_peft_weights(folder))
        lines = [str(one.message) for one in said]
    assert not [line for line in lines if not line.startswith(ALWAYS_SAID)], (folder, lines)
    assert not result.unexpected_keys, (folder, result.unexpected_keys)
    assert keys(folder) == of_peft(net, folder), (folder, keys(folder), of_peft(net, folder))
    return model


def main():
    outputs = {}
    for file in sorted((HERE / "written").glob("*/**/adapter_config.json")):
        net = file.relative_to(HERE / "written").parts[0]
        name = f"{net}/{file.parent.name}"
        model = accept(net, file.parent)
        outputs[f"{name}/y"] = model(inputs(net))
        if net != "grouped":
            outputs[f"{name}/merged"] = model.merge_and_unload()(inputs(net))
        print(name, (outputs[f"{name}/y"] - fresh(net)(inputs(net))).abs().max().item())
    save_file({k: v.detach().clone() for k, v in outputs.items()}, HERE / "written" / "outputs.safetensors")


main()
