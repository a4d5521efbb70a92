"""Who may keep what every edition carries: a right on the model, which an administrator gives."""

KEEP_TEXTS = "profiles.change_standingtext"
