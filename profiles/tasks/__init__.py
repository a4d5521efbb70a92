"""What the worker makes of editions, and of drafts."""

from profiles.tasks.editions import render_edition
from profiles.tasks.proofs import make_proof

__all__ = ["make_proof", "render_edition"]
