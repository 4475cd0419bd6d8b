"""The models of the tests in torch, layer by layer those of TorchNets.java."""
import torch
from torch import nn


class Mlp(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 3)
        self.fc2 = nn.Linear(3, 2)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))


class Conv(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.ModuleDict({"0": nn.Conv2d(1, 4, 3, padding=1), "3": nn.Conv2d(4, 5, 2, stride=2)})
        self.fc = nn.Linear(20, 3)

    def forward(self, x):
        x = nn.functional.max_pool2d(torch.relu(self.conv["0"](x)), 2)
        return self.fc(torch.relu(self.conv["3"](x)).flatten(1))


class Grouped(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(4, 6, 3, padding=1, groups=2)

    def forward(self, x):
        return self.conv(x)


class Text(nn.Module):
    """PEFT saves the two ends of a language model as well where it adapts them, by these names."""

    def __init__(self):
        super().__init__()
        self.embed_tokens = nn.Embedding(11, 4)
        self.norm = nn.LayerNorm(4)
        self.lm_head = nn.Linear(8, 3)

    def forward(self, rows):
        return self.lm_head(self.norm(self.embed_tokens(rows)).flatten(1))

    def get_input_embeddings(self):
        return self.embed_tokens

    def get_output_embeddings(self):
        return self.lm_head


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        return torch.relu(self.fc(x))


class Deep(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Module()
        self.body.layers = nn.ModuleList([Block() for _ in range(3)])
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        for block in self.body.layers:
            x = block(x)
        return self.head(x)


NETS = {"mlp": Mlp, "conv": Conv, "grouped": Grouped, "text": Text, "deep": Deep}


def inputs(name):
    torch.manual_seed(7)
    return {
        "mlp": lambda: torch.randn(6, 4),
        "conv": lambda: torch.randn(2, 1, 8, 8),
        "grouped": lambda: torch.randn(2, 4, 5, 5),
        "text": lambda: torch.tensor([[3, 10], [0, 0], [7, 3], [1, 2], [3, 9]]),
        "deep": lambda: torch.randn(2, 3, 4),
    }[name]()


def fresh(name):
    """A model with the same weights at each call."""
    torch.manual_seed(5)
    return NETS[name]()
