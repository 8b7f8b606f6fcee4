"""What the reader's network is asked in training, and how far it is on questions that it never learned from."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, pad

from index.embedding.network import Network
from index.evaluation.metrics import auc
from index.reader.reader_model import END, EVIDENCE, GOES_ON, KIND, OUTSIDE, START, TOLD, YES
from training.batches import HIDDEN, UNKNOWN, first, logits, ranking
from training.examples import Examples, Windows

RATE = 2e-4
FASTER = 5.0
"""How many times the layers' learning rate the head's is, whose rows begin by chance."""
RANKING = 0.5
"""What it weighs that the passage which answers scores above those beside it, against finding the answer's ends."""
TELLING, ITEMS, ANSWERED, ASKED_FOR = 0.5, 1.0, 1.5, 0.5
"""What the other outputs weigh: told or not, the parts of a list, yes or no, the kind of answer."""


def loss_of(model: Network, batch: Windows) -> Tensor:
    """What is asked of the network, each as a cross-entropy: where the answer begins and ends, null at the first token;
    whether it is told; which sentences are evidence; the parts of a list; yes or no; the kind of answer; and, within a
    group, that the passage which answers scores above the others."""
    outputs = logits(model, batch)
    losses = [
        (_ends(outputs[:, :, START], batch.starts, batch) + _ends(outputs[:, :, END], batch.ends, batch)) / 2,
        TELLING * binary_cross_entropy_with_logits(outputs[:, 0, TOLD], batch.told),
        _evidence(outputs, batch),
        ITEMS * _known(outputs[:, :, OUTSIDE : GOES_ON + 1], batch.items),
        ANSWERED * _yes(outputs[:, 0, YES], batch.yes),
        ASKED_FOR * _known(outputs[:, 0, KIND], batch.kind),
    ]
    if len(batch.groups):
        losses += [RANKING * ranking(score, batch) for score in (spans(outputs, batch), outputs[:, 0, TOLD])]
    return torch.stack(losses).sum()


def _ends(logit: Tensor, gold: Tensor, batch: Windows) -> Tensor:
    """Any of the places will do: their probabilities are added up."""
    allowed = batch.body.clone()
    allowed[:, 0] = True
    likely = logit.masked_fill(~allowed, HIDDEN).log_softmax(1)
    return -likely.masked_fill(~gold, HIDDEN).logsumexp(1).mean()


def _evidence(outputs: Tensor, batch: Windows) -> Tensor:
    """A sentence's logit is the mean of its tokens'."""
    row, start, end, yes = batch.sentences.T
    sums = pad(outputs[:, :, EVIDENCE].cumsum(1), (1, 0))
    mean = (sums[row, end + 1] - sums[row, start]) / (end + 1 - start)
    return binary_cross_entropy_with_logits(mean, yes.float())


def _known(logit: Tensor, gold: Tensor) -> Tensor:
    """Of what somebody said; nothing where nobody did."""
    logit, gold = logit.reshape(-1, logit.shape[-1]), gold.reshape(-1)
    total = cross_entropy(logit, gold, ignore_index=UNKNOWN, reduction="sum")
    return total / (gold != UNKNOWN).sum().clamp(min=1)


def _yes(logit: Tensor, gold: Tensor) -> Tensor:
    each = binary_cross_entropy_with_logits(logit, gold.clamp(min=0).float(), reduction="none")
    return (each * (gold != UNKNOWN)).sum() / (gold != UNKNOWN).sum().clamp(min=1)


def spans(outputs: Tensor, batch: Windows) -> Tensor:
    """How much likelier than "not here" an answer is that begins and ends in the body, as logits, shape (n,)."""
    inside = outputs[:, :, [START, END]].masked_fill(~batch.body[:, :, None], HIDDEN)
    found: Tensor = (inside.logsumexp(1) - outputs[:, 0, [START, END]]).sum(1)
    return found


@torch.inference_mode()
def figures(model: Network, held: Examples, tokens: int = 12_000, most: int | None = None) -> dict[str, float]:
    """On questions in their passages: the loss; how well what answers is told from what doesn't; how often the passage that
    answers scores highest of its group; how often the likeliest ends are the answer's, and yes or no is right. `most`: batches at most."""
    where = next(model.head.parameters()).device
    losses, told, untold, highest, ends, yes = [], [], [], [], [], []
    for some in held.batches(tokens, 0)[:most]:
        batch = held.batch(some).to(where)
        outputs = logits(model, batch)
        losses.append((loss_of(model, batch).item(), len(some)))
        score = outputs[:, 0, TOLD]
        at = np.cumsum([0, *map(len, some)])[:-1]
        of_first = torch.tensor(at, device=where)
        is_told = batch.told[of_first] > 0
        told += score[of_first][is_told].tolist()
        untold += score[batch.told == 0].tolist()
        highest += first(score, batch)
        start, end = (
            gold.gather(1, outputs[:, :, n].masked_fill(~batch.body, HIDDEN).argmax(1)[:, None])[:, 0]
            for n, gold in ((START, batch.starts), (END, batch.ends))
        )
        ends += (start & end)[of_first][is_told].tolist()
        asked = batch.yes != UNKNOWN
        yes += ((outputs[:, 0, YES] > 0) == (batch.yes > 0))[asked].tolist()
    return {
        "loss": float(np.average([loss for loss, _ in losses], weights=[n for _, n in losses])),
        "told against not, AUC": auc(np.array(told), np.array(untold)),
        "first of its group": float(np.mean(highest)),
        "ends found": float(np.mean(ends)),
        "yes or no": float(np.mean(yes)),
    }
