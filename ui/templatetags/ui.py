from functools import lru_cache

from babel.numbers import format_decimal
from django import template
from django.conf import settings
from django.template.defaultfilters import slugify
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext

from ui.controls import draw_hint_and_error
from ui.languages import data_language, direction, in_language
from ui.linked import as_script
from ui.text import comma
from ui.wheel import SIZE, wheel_segments

register = template.Library()


@register.filter
def number(value):
    """A count as it is written in the language of the page: `10,000`. Years are no counts."""
    return format_decimal(value, locale=(get_language() or "en").replace("-", "_"))


@register.simple_tag
def site_name():
    return settings.SITE_NAME


@register.simple_tag
def site_url():
    return settings.SITE_URL


@register.simple_tag
def contact_address():
    """Where the public writes to."""
    return settings.CONTACT_EMAIL


register.filter("as_script", as_script)


@register.simple_tag(takes_context=True)
def nav_link(context, url_name, label, exact=False, section=""):
    """A link of masthead or foot that knows whether it is the page shown, or the section the page is in.

    With `exact`, pages below it are not in it; pages whose name begins with `section` are, wherever they stand.
    """
    url = reverse(url_name)
    request = context.get("request")
    path = request.path if request else ""
    match = request.resolver_match if request else None
    below = (not exact and path.startswith(url)) or (section and match and is_named(match, section))
    current = "page" if path == url else "true" if below else ""
    aria = format_html(' aria-current="{}"', current) if current else ""
    return format_html('<a href="{}"{}>{}</a>', url, aria, label)


def is_named(match, section):
    return (match.url_name or "").startswith(section)


@register.inclusion_tag("ui/language_links.html", takes_context=True)
def language_links(context):
    """This page in the other languages of the site; their home page where this one has no other language."""
    request = context["request"]
    has_language = request.resolver_match and request.path.startswith(f"/{get_language()}/")
    here = request.get_full_path() if has_language else reverse("home")
    others = [(code, name) for code, name in settings.LANGUAGES if code != get_language()]
    return {"links": [{"code": code, "name": name, "url": in_language(here, code)} for code, name in others]}


@register.simple_tag(takes_context=True)
def site_map(context):
    """The links at the foot of each page, the same for everybody; the one of the page shown is marked."""
    match = context["request"].resolver_match if "request" in context else None
    return _site_map(get_language(), match.url_name if match else None, settings.CONTACT_EMAIL)


@lru_cache(maxsize=500)
def _site_map(_language, current, contact):
    return render_to_string("ui/_site_map.html", {"current": current, "contact": contact})


@register.simple_tag(takes_context=True)
def map_link(context, url_name, label):
    """A link of the map of the site, marked on the page that it leads to."""
    aria = mark_safe(' aria-current="page"') if context["current"] == url_name else ""
    return format_html('<a href="{}"{}>{}</a>', reverse(url_name), aria, label)


@register.inclusion_tag("ui/addresses.html", takes_context=True)
def addresses(context, canonical="", languages=None):
    """The address by which search engines know a page that everybody may read, and those of its other languages.

    A list is known by its address without search and filters, each of its pages by its own. `canonical` and
    `languages`, pairs of code and path, stand for pages that don't say the same in every language.
    """
    request = context.get("request")
    if request is None or not is_for_everybody(request):
        return {}
    path = canonical or _lasting(request)
    if languages is None:
        languages = [(code, in_language(path, code)) for code, _name in settings.LANGUAGES]
    return {"site_url": settings.SITE_URL, "canonical": path, "languages": languages, "any": _in_any(path)}


def is_for_everybody(request):
    """Whether nobody is signed in, and the address is neither one of the account's nor a key to something."""
    match = getattr(request, "resolver_match", None)
    if match is None or request.user.is_authenticated or "/account/" in request.path:
        return False
    return not {"token", "key"} & match.kwargs.keys()


def _lasting(request):
    given = {name: value for name, value in request.GET.items() if value}
    page = given.get("page", "")
    return f"{request.path}?page={page}" if given.keys() == {"page"} and page.isdecimal() else request.path


def _in_any(path):
    """Without its language: the site sends readers on to the one that their browser asks for."""
    return "/" + path.split("/", 2)[2]


@register.simple_tag
def crumbs(*steps):
    """{% crumbs _("Profiles") profiles_url place.name %}: name and address in turn, the last without address."""
    pairs = list(zip(steps[::2], steps[1::2], strict=False))
    items = format_html_join("", '<li><a href="{}">{}</a></li>', ((url, name) for name, url in pairs))
    if len(steps) % 2:
        items += format_html('<li aria-current="page">{}</li>', steps[-1])
    return format_html(
        '<nav class="crumbs" aria-label="{}"><ol>{}</ol></nav>', gettext("You are here"), items
    )


register.simple_tag(comma)


@register.filter
def as_kept(text):
    """A name or text of the data. Where it isn’t kept in the language of the page, it says in which it is instead."""
    language = data_language()
    if not text or language == (get_language() or language):
        return text
    return format_html('<span lang="{}" dir="{}">{}</span>', language, direction(language), text)


@register.inclusion_tag("ui/progress.html")
def progress(done, total, label):
    return {"done": done, "total": total, "label": label}


@register.simple_tag
def status(text, id=None):  # noqa: A002
    """The state of something, in words. With `id`, a link can name it in `aria-describedby`."""
    attribute = format_html(' id="{}"', id) if id else ""
    return format_html('<span class="status"{}>{}</span>', attribute, text)


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context, page_obj, parameter="page"):
    """Pages of a list; every link keeps the rest of the query string."""

    def link(number):
        query = context["request"].GET.copy()
        query[parameter] = number
        return "?" + query.urlencode()

    paginator = page_obj.paginator
    numbers = [
        {"number": number, "url": link(number) if isinstance(number, int) else ""}
        for number in paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)
    ]
    return {
        "page": page_obj,
        "numbers": numbers,
        "previous": link(page_obj.number - 1) if page_obj.has_previous() else "",
        "next": link(page_obj.number + 1) if page_obj.has_next() else "",
    }


@register.inclusion_tag("ui/wheel.html")
def wheel(domains, link_prefix="", size="large", url_name=""):
    """The domain wheel as inline SVG; with `link_prefix` each segment leads to `link_prefix` + slug.

    With `url_name` each leads to the page of that name. It then stands beside a list of the same links, and is there
    for the eye and the pointer alone: nobody has to go through the links twice.
    """
    segments = wheel_segments(domains)
    return {
        "segments": segments,
        "url_name": url_name,
        "link_prefix": link_prefix,
        "size": slugify(size),
        "box": SIZE,
        "title_id": f"wheel-{size}",
    }


register.simple_tag(draw_hint_and_error, name="hint_and_error")


@register.simple_tag
def problems_of(form=None, forms=None, problems=None):
    """What an error summary lists: the faults of one or more forms, and the reasons of a refused step."""
    found = [{"text": str(problem), "target": getattr(problem, "url", "")} for problem in problems or ()]
    for each in [form, *(forms or ())]:
        if each is not None:
            found += _faults(each)
    return found


def _faults(form):
    found = [{"text": text, "target": ""} for text in form.non_field_errors()]
    for field in form:
        target = "" if field.is_hidden else "#" + (field.id_for_label or f"{field.auto_id}_0")
        found += [
            {"text": gettext("%(label)s: %(text)s") % {"label": field.label, "text": text}, "target": target}
            for text in field.errors
        ]
    return found
