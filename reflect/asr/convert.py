"""A CTranslate2 Whisper model in float16 → the checkpoint that openai-whisper loads, without loss.

Both keep the same matrices under other names; CTranslate2 puts query, key and value of one attention
under each other (and a zero bias for the key, which Whisper has not). With it both engines run on the
same weights, which is how they are compared here, and openai-whisper works without a download.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from reflect.asr.ct2file import read_variables
from reflect.errors import ModelError

Arrays = Mapping[str, np.ndarray]


def checkpoint(folder: Path) -> dict[str, Any]:
    """`dims`, `model_state_dict` (NumPy float16) and `alignment_heads` (pairs of layer and head)."""
    arrays = read_variables(folder / "model.bin")
    try:
        dims = _dims(arrays)
        weights = _encoder(arrays, dims["n_audio_layer"]) | _decoder(arrays, dims["n_text_layer"])
    except KeyError as error:
        raise ModelError(f"The model in {folder} is no Whisper model: {error.args[0]} is not in it. Give another folder.") from error
    wrong = next((k for k, v in weights.items() if v.dtype not in (np.float16, np.float32)), None)
    if wrong:
        raise ModelError(f"The model in {folder} is quantised ({wrong}); only float16 or float32 weights convert without loss.")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return {"dims": dims, "model_state_dict": weights, "alignment_heads": config.get("alignment_heads") or []}


def convert(folder: Path, target: Path) -> Path:
    """Write the checkpoint of the CTranslate2 model in `folder` to `target` (.pt), whole or not at all."""
    import torch

    made = checkpoint(folder)
    made["model_state_dict"] = {k: torch.from_numpy(np.array(v)) for k, v in made["model_state_dict"].items()}
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".pt", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            torch.save(made, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return target


def _dims(a: Arrays) -> dict[str, int]:
    def layers(side: str) -> int:
        return len({k.split("/")[1] for k in a if k.startswith(f"{side}/layer_") and k.split("/")[1][6:].isdigit()})

    return {
        "n_mels": a["encoder/conv1/weight"].shape[1],
        "n_audio_ctx": a["encoder/position_encodings/encodings"].shape[0],
        "n_audio_state": a["encoder/conv1/weight"].shape[0],
        "n_audio_head": int(a["encoder/num_heads"]),
        "n_audio_layer": layers("encoder"),
        "n_vocab": a["decoder/embeddings/weight"].shape[0],
        "n_text_ctx": a["decoder/position_encodings/encodings"].shape[0],
        "n_text_state": a["decoder/embeddings/weight"].shape[1],
        "n_text_head": int(a["decoder/num_heads"]),
        "n_text_layer": layers("decoder"),
    }


def _encoder(a: Arrays, layers: int) -> dict[str, np.ndarray]:
    out = {"encoder.positional_embedding": a["encoder/position_encodings/encodings"]}
    for conv in ("conv1", "conv2"):
        out |= {f"encoder.{conv}.{part}": a[f"encoder/{conv}/{part}"] for part in ("weight", "bias")}
    for i in range(layers):
        here, there = f"encoder/layer_{i}", f"encoder.blocks.{i}"
        out |= _self_attention(a, f"{here}/self_attention", f"{there}.attn") | _feed_forward(a, f"{here}/ffn", there)
    return out | _norm(a, "encoder/layer_norm", "encoder.ln_post")


def _decoder(a: Arrays, layers: int) -> dict[str, np.ndarray]:
    out = {
        "decoder.token_embedding.weight": a["decoder/embeddings/weight"],
        "decoder.positional_embedding": a["decoder/position_encodings/encodings"],
    }
    for i in range(layers):
        here, there = f"decoder/layer_{i}", f"decoder.blocks.{i}"
        out |= _self_attention(a, f"{here}/self_attention", f"{there}.attn") | _feed_forward(a, f"{here}/ffn", there)
        out |= _cross_attention(a, f"{here}/attention", f"{there}.cross_attn")
    return out | _norm(a, "decoder/layer_norm", "decoder.ln")


def _norm(a: Arrays, here: str, there: str) -> dict[str, np.ndarray]:
    return {f"{there}.weight": a[f"{here}/gamma"], f"{there}.bias": a[f"{here}/beta"]}


def _linear(a: Arrays, here: str, there: str) -> dict[str, np.ndarray]:
    return {f"{there}.weight": a[f"{here}/weight"], f"{there}.bias": a[f"{here}/bias"]}


def _fused(a: Arrays, here: str, targets: tuple[str, ...]) -> dict[str, np.ndarray]:
    """One matrix with the rows of several under each other; keys have no bias in Whisper."""
    weights = np.split(a[f"{here}/weight"], len(targets))
    biases = np.split(a[f"{here}/bias"], len(targets))
    out = {f"{t}.weight": w for t, w in zip(targets, weights, strict=True)}
    return out | {f"{t}.bias": b for t, b in zip(targets, biases, strict=True) if not t.endswith(".key")}


def _self_attention(a: Arrays, here: str, there: str) -> dict[str, np.ndarray]:
    parts = _fused(a, f"{here}/linear_0", (f"{there}.query", f"{there}.key", f"{there}.value"))
    return parts | _linear(a, f"{here}/linear_1", f"{there}.out") | _norm(a, f"{here}/layer_norm", f"{there}_ln")


def _cross_attention(a: Arrays, here: str, there: str) -> dict[str, np.ndarray]:
    parts = _linear(a, f"{here}/linear_0", f"{there}.query") | _fused(a, f"{here}/linear_1", (f"{there}.key", f"{there}.value"))
    return parts | _linear(a, f"{here}/linear_2", f"{there}.out") | _norm(a, f"{here}/layer_norm", f"{there}_ln")


def _feed_forward(a: Arrays, here: str, there: str) -> dict[str, np.ndarray]:
    parts = _linear(a, f"{here}/linear_0", f"{there}.mlp.0") | _linear(a, f"{here}/linear_1", f"{there}.mlp.2")
    return parts | _norm(a, f"{here}/layer_norm", f"{there}.mlp_ln")
