"""What the rooms above may react to. Both are sent inside the transaction of the step."""

from django.dispatch import Signal

assessment_approved = Signal()
"""The last section was approved. Arguments: `assessment`, `by`."""

section_reopened = Signal()
"""An approved section was opened again. Arguments: `section`, `by`."""
