"""What PEFT is asked for: the name of a case, its model, the fields of its configuration."""

from peft.tuners.lora import config as lora

BUDGET = dict(init_r=4, target_r=2, tinit=1, tfinal=2, deltaT=1, total_step=10, lora_alpha=6)
BOTH = ["fc1", "fc2"]

# Adapters that are trained and saved.
SAVED = {
    "lora": ("mlp", dict(target_modules=BOTH, r=2, lora_alpha=3, lora_dropout=0.1)),
    "patterns": ("mlp", dict(target_modules=BOTH, r=2, rank_pattern={"fc2": 1}, alpha_pattern={"^fc1": 5})),
    "rslora": ("mlp", dict(target_modules=BOTH, r=2, use_rslora=True, rank_pattern={"fc1": 3}, alpha_pattern={"fc2": 5})),
    "gaussian": ("mlp", dict(target_modules=BOTH, r=2, init_lora_weights="gaussian")),
    "random": ("mlp", dict(target_modules=BOTH, r=2, init_lora_weights=False)),
    "orthogonal": ("mlp", dict(target_modules=BOTH, r=2, init_lora_weights="orthogonal")),
    "pissa": ("mlp", dict(target_modules=BOTH, r=2, lora_alpha=3, init_lora_weights="pissa")),
    "pissa_rslora": ("mlp", dict(target_modules=BOTH, r=2, lora_alpha=3, init_lora_weights="pissa", use_rslora=True)),
    "pissa_dora": ("mlp", dict(target_modules=BOTH, r=2, lora_alpha=3, init_lora_weights="pissa", use_dora=True)),
    "olora": ("mlp", dict(target_modules=BOTH, r=2, lora_alpha=3, init_lora_weights="olora")),
    "olora_dora": ("mlp", dict(target_modules=BOTH, r=2, init_lora_weights="olora", use_dora=True)),
    "olora_patterns": ("mlp", dict(target_modules=BOTH, r=2, rank_pattern={"fc2": 1}, init_lora_weights="olora")),
    "dora": ("mlp", dict(target_modules=BOTH, r=2, use_dora=True, use_rslora=True)),
    "lora_bias": ("mlp", dict(target_modules=BOTH, r=2, lora_bias=True)),
    "bias_all": ("mlp", dict(target_modules=["fc1"], r=2, bias="all", use_dora=True)),
    "bias_all_saved": ("mlp", dict(target_modules=["fc1"], r=2, bias="all", lora_bias=True, modules_to_save=["fc2"])),
    "bias_lora_only": ("mlp", dict(target_modules=["fc1"], r=2, bias="lora_only")),
    "saved": ("mlp", dict(target_modules=["fc1"], r=2, modules_to_save=["fc2"])),
    "saved_by_its_end": ("mlp", dict(target_modules=["fc1"], r=2, modules_to_save=["c2"])),
    "names_of_nothing": ("mlp", dict(target_modules=["fc1", "up_proj"], r=2, modules_to_save=["classifier", "fc2"])),
    "all_linear": ("mlp", dict(target_modules="all-linear", r=2)),
    "excluded": ("mlp", dict(target_modules="fc[12]", exclude_modules=["fc2"], r=2)),
    "adalora": ("mlp", dict(target_modules=BOTH, **BUDGET)),
    "adalora_emptied": ("mlp", dict(target_modules=BOTH, **{**BUDGET, "target_r": 1})),
    "adalora_saved": ("mlp", dict(target_modules=["fc1"], modules_to_save=["fc2"], bias="lora_only", **BUDGET)),
    "half": ("mlp", dict(target_modules=BOTH, r=2)),
    "bfloat": ("mlp", dict(target_modules=BOTH, r=2, use_dora=True)),
    "conv": ("conv", dict(target_modules=["0", "conv.3", "fc"], r=2, rank_pattern={"fc": 3})),
    "conv_dora": ("conv", dict(target_modules=["0", "conv.3"], r=2, use_dora=True, bias="all")),
    "conv_lora_bias": ("conv", dict(target_modules=["0", "conv.3"], r=2, lora_bias=True, use_rslora=True)),
    "conv_adalora": ("conv", dict(target_modules=["conv.3", "fc"], **BUDGET)),
    "grouped": ("grouped", dict(target_modules=["conv"], r=4, lora_bias=True)),
    "grouped_random": ("grouped", dict(target_modules=["conv"], r=2, init_lora_weights=False, bias="all")),
    "words": ("text", dict(target_modules=["embed_tokens", "lm_head"], r=2, lora_alpha=5)),
    "words_dora": ("text", dict(target_modules=["embed_tokens"], r=2, use_dora=True, bias="all")),
    "words_saved": ("text", dict(target_modules=["lm_head"], r=2, modules_to_save=["embed_tokens", "norm"])),
    "layers": ("deep", dict(target_modules=["fc"], r=2, layers_to_transform=[0, 2])),
    "layers_pattern": ("deep", dict(target_modules=["fc", "head"], r=2, layers_to_transform=[1], layers_pattern=["layers"])),
}

# Two adapters, and what add_weighted_adapter makes of them; each in the folder of its name.
PAIR = {
    "one": dict(target_modules=BOTH, r=2, lora_alpha=3, init_lora_weights=False),
    "two": dict(target_modules=BOTH, r=2, lora_alpha=5, init_lora_weights=False),
}
COMBINED = {
    "cat": ([0.7, -0.2], {}),
    "svd": ([0.7, -0.2], dict(svd_rank=2)),
    "linear": ([0.7, -0.2], {}),
    "ties": ([0.7, 0.4], dict(density=0.5)),
}

FC1 = dict(target_modules=["fc1"], r=2)

# Configurations that mean what does not exist here, each under a word that a reader's refusal has to say.
REFUSED = {
    "alora_invocation_tokens": dict(FC1, alora_invocation_tokens=[1, 2], task_type="CAUSAL_LM"),
    "arrow_config": dict(FC1, arrow_config=lora.ArrowConfig(top_k=1)),
    "corda": dict(FC1, init_lora_weights="corda", corda_config=lora.CordaConfig()),
    "ensure_weight_tying": dict(FC1, ensure_weight_tying=True),
    "eva": dict(FC1, init_lora_weights="eva", eva_config=lora.EvaConfig()),
    "fan_in_fan_out": dict(FC1, fan_in_fan_out=True),
    "kasa_config": dict(FC1, kasa_config=lora.KasaConfig()),
    "layer_replication": dict(FC1, layer_replication=[[0, 1], [0, 1]]),
    "lora_alpha": dict(target_modules=["fc1"], init_r=4, target_r=2, total_step=10, lora_alpha=0),
    "lora_ga": dict(FC1, init_lora_weights="lora_ga", lora_ga_config=lora.LoraGAConfig()),
    "megatron_config": dict(FC1, megatron_config={"tensor_model_parallel_size": 2}),
    "mica": dict(FC1, init_lora_weights="mica"),
    "monteclora_config": dict(FC1, monteclora_config=lora.MontecloraConfig()),
    "pissa_niter_4": dict(FC1, init_lora_weights="pissa_niter_4"),
    "target_parameters": dict(target_modules=[], target_parameters=["fc1.weight"]),
    "trainable_token_indices": dict(FC1, trainable_token_indices={"embed_tokens": [1, 3]}),
    "use_bdlora": dict(FC1, use_bdlora=lora.BdLoraConfig(target_modules_bd_a=["fc1"], nblocks=2)),
    "use_qalora": dict(FC1, use_qalora=True),
    "use_rslora": dict(target_modules=["fc1"], init_r=4, target_r=2, total_step=10, use_rslora=True),
    "velora_config": dict(FC1, velora_config=lora.VeloraConfig(num_groups=2)),
}
