"""Who may keep the questionnaires: a right on the model, which an administrator gives."""

CHANGE = "instruments.change_instrument"
