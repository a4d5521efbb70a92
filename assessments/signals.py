"""What the rooms above may react to, inside the transaction of the step, and what they are asked."""

from django.dispatch import Signal

assessment_approved = Signal()
"""The last section was approved. Arguments: `assessment`, `by`."""

section_reopened = Signal()
"""An approved section was opened again. Arguments: `section`, `by`."""

disclosure_changed = Signal()
"""What may be shown of answers or of a source was changed. Arguments: `assessment`, `by`."""

asked_where_published = Signal()
"""Which published editions rest on it? Arguments: `answer` and `source`, one of them None.

Each receiver gives (title, address) of those that it knows.
"""
