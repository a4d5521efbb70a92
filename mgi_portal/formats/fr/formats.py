"""Dates in French: Django's own, with the hour joined to the day as people say it."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = r"j F Y \à H:i"
SHORT_DATE_FORMAT = "j N Y"
SHORT_DATETIME_FORMAT = r"j N Y \à H:i"
MONTH_DAY_FORMAT = "j F"
TIME_FORMAT = "H:i"
