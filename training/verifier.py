"""What the verifier's network is asked in training, and how far it is on sentences that it never learned from."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from index.embedding.network import Network
from index.evaluation.metrics import auc
from index.verification.entailment_model import LABEL, LABELS, WRONG
from training.batches import HIDDEN, UNKNOWN, first, logits, ranking
from training.pairs import Judged, Pairs

RATE, FASTER = 1.5e-4, 5.0
SPOILT = len(LABELS)
"""The label of what is not borne out, be it that the evidence is silent or that it denies it."""
RANKING, WORDS = 1.0, 0.5
"""What it weighs that a faithful sentence scores above its spoilt twins, and that the wrong words are found."""


def support(logits: Tensor) -> Tensor:
    """As `index.verification.entailment_model` has it, of many."""
    found: Tensor = logits[..., 0] - logits[..., 1:].logsumexp(-1)
    return found


def loss_of(model: Network, batch: Judged) -> Tensor:
    """Each as a cross-entropy: borne out or not; silent or denied, where that is known; that of twins the faithful one scores
    highest; and which words are wrong."""
    outputs = logits(model, batch)
    score = support(outputs[:, 0, LABEL])
    told_apart = batch.label.masked_fill((batch.label == SPOILT) | (batch.label == 0), UNKNOWN)
    known = told_apart != UNKNOWN
    apart = cross_entropy(
        outputs[:, 0, LABEL].masked_fill(torch.tensor([True, False, False], device=score.device), HIDDEN),
        told_apart, ignore_index=UNKNOWN, reduction="sum",
    ) / known.sum().clamp(min=1)  # fmt: skip
    losses = [binary_cross_entropy_with_logits(score, (batch.label == 0).float()), 0.5 * apart]
    marked = batch.wrong != UNKNOWN
    words = binary_cross_entropy_with_logits(outputs[:, :, WRONG], batch.wrong.clamp(min=0).float(), reduction="none")
    losses.append(WORDS * (words * marked).sum() / marked.sum().clamp(min=1))
    if len(batch.groups):
        losses.append(RANKING * ranking(score, batch))
    return torch.stack(losses).sum()


@torch.inference_mode()
def figures(model: Network, held: Pairs, tokens: int = 12_000, most: int | None = None) -> dict[str, float]:
    """Of held-out groups: the loss, how well faithful and spoilt are told apart, how many are caught where 5 % of the faithful
    are lost, and how often a faithful sentence scores above all its twins."""
    where = next(model.head.parameters()).device
    good, bad, highest, losses = [], [], [], []
    for some in held.batches(tokens, 0)[:most]:
        batch = held.batch(some).to(where)
        score = support(logits(model, batch)[:, 0, LABEL])
        losses.append(loss_of(model, batch).item())
        good += score[batch.label == 0].tolist()
        bad += score[batch.label != 0].tolist()
        highest += first(score, batch)
    least = float(np.quantile(good, 0.05))
    return {
        "loss": float(np.mean(losses)),
        "AUC": auc(np.array(good), np.array(bad)),
        "caught at 5 % lost": float(np.mean(np.array(bad) < least)),
        "above its twins": float(np.mean(highest)),
    }
