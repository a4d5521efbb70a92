from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from instruments.models import Domain


@require_safe
@cache_control(public=True, max_age=3600)
def palette(request: HttpRequest) -> HttpResponse:
    """The domains' colours as a style sheet: they are data, and no style may stand in a page itself."""
    return render(
        request, "instruments/palette.css", {"colours": Domain.objects.colours()}, content_type="text/css"
    )
