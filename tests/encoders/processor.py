"""What this machine's processor can do."""

import pytest


def require(dtype: str) -> None:
    """Skip the test if oneDNN cannot multiply this type of number here."""
    import torch

    if dtype == "bfloat16" and not torch.ops.mkldnn._is_mkldnn_bf16_supported():
        pytest.skip("oneDNN has no bfloat16 on this processor")
