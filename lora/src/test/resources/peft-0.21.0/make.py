"""Writes everything beside this file anew: PYTHONHASHSEED=0 python make.py (PEFT 0.21.0, torch 2.13).

Each case of cases.py is trained for some steps and saved by PEFT. reference.safetensors has the
models, their inputs, and what torch computes with the adapter after PEFT loaded it again: as it
stands beside the layers, and merged where PEFT can merge it.
combined/ has two adapters, reference.safetensors also what torch computes with their combinations.
refused/ has configurations that PEFT writes and that mean what does not exist in Java.
"""

import shutil
from pathlib import Path

import torch
from cases import COMBINED, PAIR, REFUSED, SAVED
from nets import NETS, fresh, inputs
from peft import AdaLoraConfig, LoraConfig, PeftModel, get_peft_model
from safetensors.torch import save_file

HERE = Path(__file__).parent
TYPES = {"half": torch.float16, "bfloat": torch.bfloat16}


def train(model, x, steps):
    model.train()
    optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], 0.05)
    for step in range(steps):
        y = model(x)
        loss = (y - torch.cos(torch.arange(y.numel()).view_as(y))).square().mean()
        loss.backward()
        optimizer.step()
        if hasattr(model.base_model, "update_and_allocate"):
            model.base_model.update_and_allocate(step)
        optimizer.zero_grad()
    return model.eval()


def config(fields):
    return (AdaLoraConfig if "init_r" in fields else LoraConfig)(**fields)


def save(case, net, fields):
    torch.manual_seed(3)
    model = get_peft_model(fresh(net), config(fields))
    train(model, inputs(net), 9 if "init_r" in fields else 4)
    for name, parameter in model.named_parameters():
        if "lora_" in name and case in TYPES:
            parameter.data = parameter.data.to(TYPES[case])
    model.save_pretrained(HERE / case)
    (HERE / case / "README.md").unlink()


def outputs(case, net):
    model = PeftModel.from_pretrained(fresh(net), HERE / case).eval()
    found = {f"case/{net}/{case}/y": model(inputs(net))}
    if net != "grouped":
        found[f"case/{net}/{case}/merged"] = model.merge_and_unload()(inputs(net))
    return found


def combinations():
    torch.manual_seed(4)
    model = get_peft_model(fresh("mlp"), config(PAIR["one"]), adapter_name="one")
    model.add_adapter("two", config(PAIR["two"]))
    model.save_pretrained(HERE / "combined")
    (HERE / "combined" / "README.md").unlink()
    found = {}
    for kind, (weights, options) in COMBINED.items():
        model.add_weighted_adapter(["one", "two"], weights, kind, combination_type=kind, **options)
        model.set_adapter(kind)
        found[f"combined/{kind}"] = model(inputs("mlp"))
    return found


def main():
    reference = {}
    for net in NETS:
        reference[f"net/{net}/x"] = inputs(net).float()
        for name, value in fresh(net).state_dict().items():
            reference[f"net/{net}/{name}"] = value
    for case, (net, fields) in SAVED.items():
        shutil.rmtree(HERE / case, ignore_errors=True)
        save(case, net, fields)
        reference.update(outputs(case, net))
    reference.update(combinations())
    for case, fields in REFUSED.items():
        config(fields).save_pretrained(HERE / "refused")
        (HERE / "refused" / "adapter_config.json").rename(HERE / "refused" / f"{case}.json")
    reference = {name: value.detach().clone() for name, value in reference.items()}
    save_file(reference, HERE / "reference.safetensors")


main()
