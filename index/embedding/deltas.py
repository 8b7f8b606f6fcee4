"""What a trained network changed of the bundled layers, in 4 bits: a tenth of the weights' own size (`index/data/*.safetensors`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
"""Weights of a row that share a scale."""
Floats = NDArray[np.float32]


def packed(name: str, change: Floats) -> dict[str, NDArray[Any]]:
    """A change of weights: matrices in 4 bits by blocks of a row, the scale chosen for the least squared error; what is
    smaller in 16 bits."""
    if change.ndim < 2:
        return {name: change.astype(np.float16)}
    blocks = change.astype(np.float32).reshape(-1, BLOCK)
    top = np.maximum(np.abs(blocks).max(1, keepdims=True), np.float32(1e-8))
    best_error = np.full_like(top, np.inf)
    best_scale = top / 7
    for part in (1.0, 0.9, 0.8, 0.7, 0.6):
        scale = np.maximum((top * np.float32(part) / 7).astype(np.float16).astype(np.float32), np.float32(6e-8))
        error = np.square((blocks / scale).round().clip(-7, 7) * scale - blocks).sum(1, keepdims=True)
        best_scale = np.where(error < best_error, scale, best_scale)
        best_error = np.minimum(error, best_error)
    levels = ((blocks / best_scale).round().clip(-7, 7) + 8).astype(np.uint8)
    scales = best_scale.astype(np.float16).squeeze(1)
    return {f"{name}.levels": levels[:, ::2] | (levels[:, 1::2] << 4), f"{name}.scale": scales}


def unpacked(packed: Mapping[str, NDArray[Any]], name: str, *shape: int) -> Floats:
    """The inverse of `packed`. Raises KeyError and ValueError where it isn't there or of another shape."""
    if name in packed:
        return packed[name].astype(np.float32).reshape(shape)
    levels, scale = packed[f"{name}.levels"], packed[f"{name}.scale"].astype(np.float32)
    blocks = np.empty((len(levels), BLOCK), np.float32)
    blocks[:, ::2] = levels & 15
    blocks[:, 1::2] = levels >> 4
    blocks -= 8
    blocks *= scale[:, None]
    return blocks.reshape(shape)
