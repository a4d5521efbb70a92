from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    COUNTRY = "country", _("Country")
    STATE = "state", _("State")
    PROVINCE = "province", _("Province")
    DEPARTMENT = "department", _("Department")
    COUNTY = "county", _("County")
    MUNICIPALITY = "municipality", _("Municipality")
    CITY = "city", _("City")
