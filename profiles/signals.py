"""What the rooms above may react to, inside the transaction of the step."""

from django.dispatch import Signal

editions_changed = Signal()
"""An edition has appeared, been replaced or been withdrawn. Arguments: `profile`."""
