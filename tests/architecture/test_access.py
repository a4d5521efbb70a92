"""Who gets what at every address of the site, on the own assessment and on one of other people.

The columns: nobody signed in, which is also what the coordinator gets whose account was closed; the seven roles of
the assessment that the address is about; the seven roles of an assessment of another country and the seven of one of
the same country, who all get the same ("=": each the same as its namesake); a stranger; a superuser without a role.
"in" is a redirect to the sign-in page. An address without a line fails.

Of a method that has no line, among GET, POST, PUT, PATCH and DELETE, everybody gets an answer that gives nothing.
"""

import re
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from django.utils.http import int_to_base36

from accounts.emails import switch_off_url, token_for
from accounts.models import Invitation, User
from accounts.workflow import invite
from assessments.choices import Role
from assessments.models import Pack, PackReturn, ReviewQuery, StandardRemark, Verdict
from assessments.workflow import add_remark, assign_role
from audit.models import Entry
from audit.workflow import SITE
from profiles.models import Comment, CommentAnswer, Consent, Edition, PreviewLink, Proof
from profiles.workflow import add_language
from tests.factories import queries
from tests.factories.accounts import make_people
from tests.factories.assessments import Case, keep_file, make_case, tell_source
from tests.factories.consultation import finding_of, made_proof, share
from tests.factories.instruments import make_instrument
from tests.factories.packs import bring_back, given_out
from tests.factories.profiles import profile_of, published
from tests.replay import play
from tests.scenarios import TwoAssessments

#                                         nobody | coo res foc con rev tra obs | others | str sup
TABLE = {
    "for everybody": """
        healthz                     GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        readyz                      GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        palette                     GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        home                        GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        robots                      GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        sitemap                     GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        sitemap-section             GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        about                       GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        page-process                GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        page-method                 GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        page-accessibility          GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        page-privacy                GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        page-open-data              GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        page-glossary               GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        profile-list                GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        profile-feed                GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        place-list                  GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        country-detail              GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        place-detail                GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        domain-list                 GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        domain-detail               GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        domain-detail[unknown]      GET   404 | 404 404 404 404 404 404 404 | 404 | 404 404
        finding-list                GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        profile-changes             GET   404 | 404 404 404 404 404 404 404 | 404 | 404 404
        country-changes             GET   404 | 404 404 404 404 404 404 404 | 404 | 404 404
        profile-public              GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        profile-file                GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        profile-country             GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        profile-country-file        GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        edition-public              GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        edition-file                GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        country-edition             GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        country-edition-file        GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        api-start                   GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        api-index                   GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        api-openapi                 GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        api-profiles                GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        api-profile-of-place        GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        api-profile-of-country      GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        api-edition-of-place        GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        api-edition-of-country      GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        api-findings                GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        api-places                  GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        api-domains                 GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        api-tags                    GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        api-instruments             GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        api-instrument              GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        data-package                GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        data-profiles               GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        data-findings               GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        api-docs                    GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        api-nothing                 GET   404 | 404 404 404 404 404 404 404 | 404 | 404 404
        profile-citation            GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        profile-country-citation    GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        edition-citation            GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        country-edition-citation    GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        file-by-digest              GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
    """,
    "accounts": """
        account_login               GET   200 | 302 302 302 302 302 302 302 | 302 | 302 302
        account_login               POST  200 | 302 302 302 302 302 302 302 | 302 | 302 302
        account_logout              GET   302 | 200 200 200 200 200 200 200 | 200 | 200 200
        account_logout              POST  302 | 302 302 302 302 302 302 302 | 302 | 302 302
        account_signup              GET   200 | 302 302 302 302 302 302 302 | 302 | 302 302
        account_signup              POST  200 | 302 302 302 302 302 302 302 | 302 | 302 302
        account_inactive            GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        account_change_password     GET   in  | 200 200 200 200 200 200 200 | 200 | 200 200
        account_change_password     POST  in  | 200 200 200 200 200 200 200 | 200 | 200 200
        account_reset_password      GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        account_reset_password      POST  200 | 200 200 200 200 200 200 200 | 200 | 200 200
        account_reset_password_done GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        account_reset_password_from_key \
                                    GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        account_reset_password_from_key \
                                    POST  200 | 200 200 200 200 200 200 200 | 200 | 200 200
        account_reset_password_from_key_done \
                                    GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        account-mails               GET   in  | 200 200 200 200 200 200 200 | 200 | 200 200
        account-mails               POST  in  | 302 302 302 302 302 302 302 | 302 | 302 302
        reminders-off               GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        reminders-off               POST  200 | 200 200 200 200 200 200 200 | 200 | 200 200
        invitation-accept           GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        invitation-accept           POST  200 | 200 200 200 200 200 200 200 | 200 | 200 200
    """,
    "work": """
        my-work                     GET   in  | 200 200 200 200 200 200 200 | 200 | 200 200
        review-queue                GET   in  | 403 403 403 403 200 403 403 | =   | 403 403
        oversight                   GET   in  | 200 403 403 403 403 403 403 | =   | 403 403
        place-new                   GET   in  | 200 403 403 403 403 403 403 | =   | 403 200
        place-new                   POST  in  | 200 403 403 403 403 403 403 | =   | 403 200
        assessment-new              GET   in  | 200 403 403 403 403 403 403 | =   | 403 200
        assessment-new              POST  in  | 200 403 403 403 403 403 403 | =   | 403 200
    """,
    "oversight": """
        consistency-list            GET   in  | 200 403 403 403 200 403 403 | =   | 403 403
        consistency-detail          GET   in  | 200 403 403 403 200 403 403 | 200/403/404 | 403 403
        consistency-alike           GET   in  | 200 403 403 403 200 403 403 | 200/403/404 | 403 403
        remark-list                 GET   in  | 200 403 403 403 200 403 403 | =   | 403 403
        remark-new                  GET   in  | 200 403 403 403 200 403 403 | =   | 403 403
        remark-new                  POST  in  | 200 403 403 403 200 403 403 | =   | 403 403
        remark-edit                 GET   in  | 200 403 403 403 200 403 403 | =   | 403 403
        remark-edit                 POST  in  | 200 403 403 403 200 403 403 | =   | 403 403
        remark-retire               GET   in  | 405 403 403 403 405 403 403 | =   | 403 403
        remark-retire               POST  in  | 302 403 403 403 302 403 403 | =   | 403 403
        remark-offer                POST  in  | 302 403 403 403 302 403 403 | =   | 403 403
    """,
    "questionnaires": """
        instrument-list             GET   in  | 403 403 403 403 403 403 403 | 403 | 403 200
        instrument-import           GET   in  | 403 403 403 403 403 403 403 | 403 | 403 200
        instrument-import           POST  in  | 403 403 403 403 403 403 403 | 403 | 403 200
        instrument-load             GET   in  | 403 403 403 403 403 403 403 | 403 | 403 405
        instrument-load             POST  in  | 403 403 403 403 403 403 403 | 403 | 403 302
        instrument-detail           GET   in  | 403 403 403 403 403 403 403 | 403 | 403 200
        instrument-workbook         GET   in  | 403 403 403 403 403 403 403 | 403 | 403 200
        instrument-version          GET   in  | 403 403 403 403 403 403 403 | 403 | 403 200
        instrument-version          POST  in  | 403 403 403 403 403 403 403 | 403 | 403 200
        instrument-step[retire]     GET   in  | 403 403 403 403 403 403 403 | 403 | 403 200
        instrument-step[retire]     POST  in  | 403 403 403 403 403 403 403 | 403 | 403 200
        instrument-step[publish-from-file] \
                                    POST  in  | 403 403 403 403 403 403 403 | 403 | 403 404
        instrument-step[unknown]    GET   in  | 403 403 403 403 403 403 403 | 403 | 403 404
    """,
    "standing texts": """
        standing-text-list          GET   in  | 403 403 403 403 403 403 403 | 403 | 403 200
        standing-text               GET   in  | 403 403 403 403 403 403 403 | 403 | 403 200
        standing-text               POST  in  | 403 403 403 403 403 403 403 | 403 | 403 422
        standing-text-history       GET   in  | 403 403 403 403 403 403 403 | 403 | 403 200
        standing-text-history       POST  in  | 403 403 403 403 403 403 403 | 403 | 403 400
    """,
    "assessment": """
        assessment-detail           GET   in  | 200 200 200 200 200 404 200 | 404 | 404 404
        assessment-people           GET   in  | 200 200 200 403 200 404 200 | 404 | 404 404
        assessment-people           POST  in  | 200 403 403 403 403 404 403 | 404 | 404 404
        people-import               GET   in  | 200 403 403 403 403 404 403 | 404 | 404 404
        people-import               POST  in  | 422 403 403 403 403 404 403 | 404 | 404 404
        people-import-take          GET   in  | 405 403 403 403 403 404 403 | 404 | 404 404
        people-import-take          POST  in  | 409 403 403 403 403 404 403 | 404 | 404 404
        people-template             GET   in  | 200 403 403 403 403 404 403 | 404 | 404 404
        role-invite                 GET   in  | 405 405 405 403 405 404 405 | 404 | 404 404
        role-invite                 POST  in  | 409 403 403 403 403 404 403 | 404 | 404 404
        role-remove                 GET   in  | 200 403 403 403 403 404 403 | 404 | 404 404
        role-remove                 POST  in  | 302 403 403 403 403 404 403 | 404 | 404 404
        role-hand-on                GET   in  | 200 403 403 403 403 404 403 | 404 | 404 404
        role-hand-on                POST  in  | 200 403 403 403 403 404 403 | 404 | 404 404
        hand-over                   GET   in  | 200 403 200 403 403 404 403 | 404 | 404 404
        hand-over                   POST  in  | 200 403 200 403 403 404 403 | 404 | 404 404
        hand-over-more              GET   in  | 200 403 200 403 403 404 403 | 404 | 404 404
        hand-over-more              POST  in  | 200 403 200 403 403 404 403 | 404 | 404 404
        handover-detail             GET   in  | 200 403 200 200 403 404 403 | 404 | 404 404
        handover-take-back          GET   in  | 200 403 200 403 403 404 403 | 404 | 404 404
        handover-take-back          POST  in  | 302 403 302 403 403 404 403 | 404 | 404 404
        handover-step[hand-back]    GET   in  | 403 403 403 200 403 404 403 | 404 | 404 404
        handover-step[hand-back]    POST  in  | 403 403 403 409 403 404 403 | 404 | 404 404
        handover-step[send-back]    GET   in  | 200 403 200 403 403 404 403 | 404 | 404 404
        handover-step[send-back]    POST  in  | 200 403 200 403 403 404 403 | 404 | 404 404
        handover-step[unknown]      GET   in  | 404 403 404 404 403 404 403 | 404 | 404 404
        assessment-log              GET   in  | 200 403 403 403 403 404 403 | 404 | 404 404
        assessment-log-file         GET   in  | 200 403 403 403 403 404 403 | 404 | 404 404
        assessment-dates            GET   in  | 200 403 403 403 403 404 403 | 404 | 404 404
        assessment-dates            POST  in  | 200 403 403 403 403 404 403 | 404 | 404 404
        source-list                 GET   in  | 200 200 200 200 200 404 200 | 404 | 404 404
        source-new                  GET   in  | 403 200 200 200 403 404 403 | 404 | 404 404
        source-new                  POST  in  | 403 200 200 200 403 404 403 | 404 | 404 404
        source-detail               GET   in  | 200 200 200 200 200 404 200 | 404 | 404 404
        source-detail               POST  in  | 403 422 422 403 403 404 403 | 404 | 404 404
        source-detail[not handed on] GET  in  | 200 200 200 404 200 404 200 | 404 | 404 404
        source-edit                 GET   in  | 403 200 200 403 403 404 403 | 404 | 404 404
        source-edit                 POST  in  | 403 200 200 403 403 404 403 | 404 | 404 404
        source-disclosure           GET   in  | 200 200 200 403 403 404 403 | 404 | 404 404
        source-disclosure           POST  in  | 422 422 422 403 403 404 403 | 404 | 404 404
        source-disclosure[not handed on] GET in | 200 200 200 404 403 404 403 | 404 | 404 404
        evidence-file               GET   in  | 200 200 200 200 200 404 200 | 404 | 404 404
        evidence-file               POST  in  | 405 405 405 405 405 404 405 | 404 | 404 404
        evidence-file[not handed on] GET  in  | 200 200 200 404 200 404 200 | 404 | 404 404
        evidence-file-remove        GET   in  | 403 200 200 403 403 404 403 | 404 | 404 404
        evidence-file-remove        POST  in  | 403 409 409 403 403 404 403 | 404 | 404 404
        query-list                  GET   in  | 200 200 200 200 200 404 200 | 404 | 404 404
        query-detail                GET   in  | 200 200 200 200 200 404 200 | 404 | 404 404
        query-detail                POST  in  | 422 422 422 422 422 404 403 | 404 | 404 404
        query-detail[iom]           GET   in  | 200 404 404 404 200 404 404 | 404 | 404 404
        query-detail[iom]           POST  in  | 422 404 404 404 422 404 404 | 404 | 404 404
        query-detail[not handed on] GET   in  | 200 200 200 404 200 404 200 | 404 | 404 404
        query-detail[not handed on] POST  in  | 422 422 422 404 422 404 403 | 404 | 404 404
        query-assign                GET   in  | 405 405 405 405 405 404 405 | 404 | 404 404
        query-assign                POST  in  | 302 403 302 403 302 404 403 | 404 | 404 404
        query-assign[iom]           POST  in  | 302 404 404 404 302 404 404 | 404 | 404 404
        query-read                  GET   in  | 405 405 405 405 405 404 405 | 404 | 404 404
        query-read                  POST  in  | 302 302 302 302 302 404 302 | 404 | 404 404
        query-read[iom]             POST  in  | 302 404 404 404 302 404 404 | 404 | 404 404
        query-step[resolve]         GET   in  | 403 403 403 403 200 404 403 | 404 | 404 404
        query-step[resolve]         POST  in  | 403 403 403 403 302 404 403 | 404 | 404 404
        query-step[reopen]          POST  in  | 403 403 403 403 200 404 403 | 404 | 404 404
        query-step[answer]          POST  in  | 404 404 404 404 404 404 404 | 404 | 404 404
        query-step[unknown]         GET   in  | 404 404 404 404 404 404 404 | 404 | 404 404
        assessment-step[close]      GET   in  | 200 403 403 403 403 404 403 | 404 | 404 404
        assessment-step[close]      POST  in  | 200 403 403 403 403 404 403 | 404 | 404 404
        assessment-step[resume]     POST  in  | 404 404 404 404 404 404 404 | 404 | 404 404
        assessment-step[unknown]    GET   in  | 404 404 404 404 404 404 404 | 404 | 404 404
    """,
    "section": """
        part-answer                 GET   in  | 200 200 200 200 200 404 200 | 404 | 404 404
        part-answer                 POST  in  | 403 409 409 409 403 404 403 | 404 | 404 404
        part-answer[not handed on]  GET   in  | 200 200 200 404 200 404 200 | 404 | 404 404
        citation-new                GET   in  | 403 200 200 200 403 404 403 | 404 | 404 404
        citation-new                POST  in  | 403 422 422 422 403 404 403 | 404 | 404 404
        citation-new[not handed on] GET   in  | 403 200 200 404 403 404 403 | 404 | 404 404
        part-answer[not handed on]  POST  in  | 403 409 409 404 403 404 403 | 404 | 404 404
        answer-save                 POST  401 | 422 422 422 422 422 422 422 | 422 | 422 422
        answer-settle               POST  in  | 403 400 400 400 403 404 403 | 404 | 404 404
        answer-settle[not handed on] POST in  | 403 400 400 404 403 404 403 | 404 | 404 404
        answer-start                POST  in  | 403 409 409 409 403 404 403 | 404 | 404 404
        answer-start[not handed on] POST  in  | 403 409 409 404 403 404 403 | 404 | 404 404
        answer-history              GET   in  | 200 200 200 200 200 404 200 | 404 | 404 404
        answer-history              POST  in  | 405 405 405 405 405 404 405 | 404 | 404 404
        answer-history[not handed on] GET in  | 200 200 200 404 200 404 200 | 404 | 404 404
        answer-restore              GET   in  | 403 200 200 200 403 404 403 | 404 | 404 404
        answer-restore              POST  in  | 403 400 400 400 403 404 403 | 404 | 404 404
        answer-restore[not handed on] GET in  | 403 200 200 404 403 404 403 | 404 | 404 404
        answer-restore[not handed on] POST in | 403 400 400 404 403 404 403 | 404 | 404 404
        answer-disclosure           GET   in  | 200 200 200 403 403 404 403 | 404 | 404 404
        answer-disclosure           POST  in  | 422 422 422 403 403 404 403 | 404 | 404 404
        answer-disclosure[not handed on] GET in | 200 200 200 404 403 404 403 | 404 | 404 404
        section-disclosure          GET   in  | 200 200 200 403 403 404 403 | 404 | 404 404
        section-disclosure          POST  in  | 422 422 422 403 403 404 403 | 404 | 404 404
        section-disclosure[not handed on] GET in | 200 200 200 404 403 404 403 | 404 | 404 404
        section-check               GET   in  | 200 200 200 200 200 404 200 | 404 | 404 404
        section-check[not handed on] GET  in  | 200 200 200 404 200 404 200 | 404 | 404 404
        section-packs               GET   in  | 200 200 200 403 403 404 403 | 404 | 404 404
        section-packs               POST  in  | 403 422 422 403 403 404 403 | 404 | 404 404
        section-packs[not handed on] GET  in  | 200 200 200 404 403 404 403 | 404 | 404 404
        pack-new                    GET   in  | 405 405 405 403 403 404 403 | 404 | 404 404
        pack-new                    POST  in  | 422 422 422 403 403 404 403 | 404 | 404 404
        pack-return                 GET   in  | 200 200 200 403 403 404 403 | 404 | 404 404
        pack-return                 POST  in  | 403 422 422 403 403 404 403 | 404 | 404 404
        section-pass                GET   in  | 403 200 200 403 403 404 403 | 404 | 404 404
        section-pass                POST  in  | 403 200 200 403 403 404 403 | 404 | 404 404
        section-review              GET   in  | 403 403 403 403 200 404 403 | 404 | 404 404
        section-review              POST  in  | 403 403 403 403 422 404 403 | 404 | 404 404
        query-new                   GET   in  | 403 403 403 403 200 404 403 | 404 | 404 404
        query-new                   POST  in  | 403 403 403 403 422 404 403 | 404 | 404 404
        query-new[not handed on]    GET   in  | 403 403 403 404 200 404 403 | 404 | 404 404
        query-new[not handed on]    POST  in  | 403 403 403 404 422 404 403 | 404 | 404 404
        section-review              POST  in  | 403 403 403 403 409 404 403 | 404 | 404 404
        accept-rest                 GET   in  | 403 403 403 403 200 404 403 | 404 | 404 404
        accept-rest                 POST  in  | 403 403 403 403 409 404 403 | 404 | 404 404
        reply-new                   GET   in  | 403 200 200 200 403 404 403 | 404 | 404 404
        reply-new                   POST  in  | 403 422 422 422 403 404 403 | 404 | 404 404
        reply-new[not handed on]    GET   in  | 403 200 200 404 403 404 403 | 404 | 404 404
        reply-new[not handed on]    POST  in  | 403 422 422 404 403 404 403 | 404 | 404 404
        section-step[submit]        GET   in  | 403 200 200 403 403 404 403 | 404 | 404 404
        section-step[submit]        POST  in  | 403 200 200 403 403 404 403 | 404 | 404 404
        section-step[approve]       GET   in  | 403 403 403 403 200 404 403 | 404 | 404 404
        section-step[reopen]        GET   in  | 200 403 403 403 403 404 403 | 404 | 404 404
        section-step[unknown]       GET   in  | 404 404 404 404 404 404 404 | 404 | 404 404
    """,
    "profile": """
        profile-desk                GET   in  | 200 200 200 404 200 200 200 | 404 | 404 404
        profile-domain              GET   in  | 200 200 200 404 200 200 200 | 404 | 404 404
        profile-domain              POST  in  | 403 403 403 404 409 403 403 | 404 | 404 404
        finding-order               POST  in  | 403 403 403 404 400 403 403 | 404 | 404 404
        finding-split               GET   in  | 403 403 403 404 200 403 403 | 404 | 404 404
        finding-split               POST  in  | 403 403 403 404 422 403 403 | 404 | 404 404
        finding-merge               GET   in  | 403 403 403 404 200 403 403 | 404 | 404 404
        finding-merge               POST  in  | 403 403 403 404 400 403 403 | 404 | 404 404
        finding-history             GET   in  | 200 200 200 404 200 403 403 | 404 | 404 404
        finding-restore             GET   in  | 403 403 403 404 200 403 403 | 404 | 404 404
        finding-restore             POST  in  | 403 403 403 404 400 403 403 | 404 | 404 404
        profile-text                GET   in  | 200 200 200 404 200 200 200 | 404 | 404 404
        profile-text                POST  in  | 403 403 403 404 422 403 403 | 404 | 404 404
        profile-text-history        GET   in  | 200 200 200 404 200 200 200 | 404 | 404 404
        profile-text-history        POST  in  | 403 403 403 404 400 403 403 | 404 | 404 404
        translation-list            GET   in  | 200 200 200 404 200 200 200 | 404 | 404 404
        translation-list            POST  in  | 403 403 403 404 422 422 403 | 404 | 404 404
        translation-desk            GET   in  | 200 200 200 404 200 200 200 | 404 | 404 404
        translation-desk            POST  in  | 403 403 403 404 302 302 403 | 404 | 404 404
        translation-review          GET   in  | 403 403 403 404 200 200 403 | 404 | 404 404
        translation-review          POST  in  | 403 403 403 404 302 302 403 | 404 | 404 404
        translation-names           GET   in  | 200 200 200 404 200 200 200 | 404 | 404 404
        translation-names           POST  in  | 403 403 403 404 302 302 403 | 404 | 404 404
        translation-remove          GET   in  | 403 403 403 404 200 200 403 | 404 | 404 404
        translation-remove          POST  in  | 403 403 403 404 302 302 403 | 404 | 404 404
        translation-export          GET   in  | 403 403 403 404 200 200 403 | 404 | 404 404
        translation-import          GET   in  | 403 403 403 404 200 200 403 | 404 | 404 404
        translation-import          POST  in  | 403 403 403 404 422 422 403 | 404 | 404 404
        translation-take            GET   in  | 405 405 405 404 405 405 405 | 404 | 404 404
        translation-take            POST  in  | 403 403 403 404 302 302 403 | 404 | 404 404
        profile-preview             GET   in  | 200 200 200 404 200 200 200 | 404 | 404 404
        profile-consent             GET   in  | 200 403 200 404 403 403 403 | 404 | 404 404
        profile-consent             POST  in  | 200 403 200 404 403 403 403 | 404 | 404 404
        profile-publish             GET   in  | 405 403 403 404 403 403 403 | 404 | 404 404
        profile-publish             POST  in  | 422 403 403 404 403 403 403 | 404 | 404 404
        profile-step[clear]         GET   in  | 403 403 403 404 200 403 403 | 404 | 404 404
        profile-step[withdraw-consent] \
                                    GET   in  | 200 403 200 404 403 403 403 | 404 | 404 404
        profile-step[withdraw-consent] \
                                    POST  in  | 200 403 200 404 403 403 403 | 404 | 404 404
        profile-step[answers-reopened] \
                                    POST  in  | 404 404 404 404 404 404 404 | 404 | 404 404
        edition-step[withdraw]      GET   in  | 200 403 403 404 403 403 403 | 404 | 404 404
        edition-step[withdraw]      POST  in  | 200 403 403 404 403 403 403 | 404 | 404 404
        edition-step[finish]        POST  in  | 404 404 404 404 404 404 404 | 404 | 404 404
        edition-progress            GET   in  | 200 200 200 404 200 200 200 | 404 | 404 404
    """,
    "consultation": """
        profile-comment             GET   in  | 405 405 405 404 405 403 403 | 404 | 404 404
        profile-comment             POST  in  | 422 422 422 404 422 403 403 | 404 | 404 404
        profile-comments            GET   in  | 200 200 200 404 200 200 200 | 404 | 404 404
        comment-answer              GET   in  | 403 403 403 404 405 403 403 | 404 | 404 404
        comment-answer              POST  in  | 403 403 403 404 422 403 403 | 404 | 404 404
        profile-proof               GET   in  | 405 405 405 404 405 405 405 | 404 | 404 404
        profile-proof               POST  in  | 302 302 302 404 302 302 302 | 404 | 404 404
        profile-proof-file          GET   in  | 200 200 200 404 200 200 200 | 404 | 404 404
        profile-proof-progress      GET   in  | 200 200 200 404 200 200 200 | 404 | 404 404
        preview-links               GET   in  | 200 403 403 404 200 403 403 | 404 | 404 404
        preview-links               POST  in  | 422 403 403 404 422 403 403 | 404 | 404 404
        preview-link-revoke         GET   in  | 405 403 403 404 405 403 403 | 404 | 404 404
        preview-link-revoke         POST  in  | 302 403 403 404 302 403 403 | 404 | 404 404
        consent-letter              GET   in  | 200 200 200 404 200 200 200 | 404 | 404 404
    """,
    "by way of a link": """
        guest-door                  GET   302 | 302 302 302 302 302 302 302 | 302 | 302 302
        guest-preview               GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        guest-comment               POST  422 | 422 422 422 422 422 422 422 | 422 | 422 422
        guest-proof                 GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        guest-door[nothing]         GET   404 | 404 404 404 404 404 404 404 | 404 | 404 404
        guest-preview[nothing]      GET   404 | 404 404 404 404 404 404 404 | 404 | 404 404
        guest-comment[nothing]      POST  404 | 404 404 404 404 404 404 404 | 404 | 404 404
        guest-proof[nothing]        GET   404 | 404 404 404 404 404 404 404 | 404 | 404 404
    """,
}

# In the administration a superuser gets these; everybody else is sent to its sign-in page.
ADMINISTRATION = {
    "index": 200,
    "login": 302,
    "logout": 405,
    "password_change": 200,
    "password_change_done": 200,
    "autocomplete": 403,
    "jsi18n": 200,
    "view_on_site": 404,
    "app_list": 200,
    # allauth's and Django's own tables, of which the site uses none
    "account_emailaddress_changelist": 200,
    "account_emailaddress_add": 200,
    "account_emailaddress_history": 302,
    "account_emailaddress_delete": 302,
    "account_emailaddress_change": 302,
    "auth_group_changelist": 200,
    "auth_group_add": 200,
    "auth_group_history": 302,
    "auth_group_delete": 302,
    "auth_group_change": 302,
    "accounts_user_changelist": 200,
    "accounts_user_add": 200,
    "accounts_user_history": 200,
    "accounts_user_delete": 200,
    "accounts_user_change": 200,
    "audit_entry_changelist": 200,
    "audit_entry_add": 403,
    "audit_entry_history": 200,
    "audit_entry_delete": 403,
    "audit_entry_change": 200,
    "instruments_instrument_changelist": 200,
    "instruments_instrument_add": 403,
    "instruments_instrument_history": 200,
    "instruments_instrument_delete": 403,
    "instruments_instrument_change": 200,
    "instruments_indicator_changelist": 200,
    "instruments_indicator_add": 403,
    "instruments_indicator_history": 200,
    "instruments_indicator_delete": 403,
    "instruments_indicator_change": 200,
    "places_jurisdiction_changelist": 200,
    "places_jurisdiction_add": 200,
    "places_jurisdiction_history": 200,
    "places_jurisdiction_delete": 200,
    "places_jurisdiction_change": 200,
}
NOT_TO_SIGN_IN = {"login", "logout"}

SLUGS = {("domain-detail", ""): "domain-1", ("domain-detail", "unknown"): "unknown"}


# The scenario -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Published:
    """The scenario against leaks with everything published, and a third assessment: of the country of the first."""

    own: Case
    other: Case
    neighbour: Case
    stranger: User
    superuser: User
    suspended: User

    def everybody(self, *, neighbours=True):
        """In the order of the columns; those of the same country may be left out."""
        others = [self.other, self.neighbour] if neighbours else [self.other]
        return [
            None,
            self.suspended,
            *self.own.people.values(),
            *(person for case in others for person in case.people.values()),
            self.stranger,
            self.superuser,
        ]


def everything_published():
    two = TwoAssessments.make()
    country = two.own.assessment.jurisdiction.country
    instrument = make_instrument(slug="national", scope="national")
    keep_file(two.own)  # of a source that the answers of every part will cite
    keep_file(two.own, tell_source(two.own, "Data on Migration", "dataset"))  # of one that none will
    _pack, workbook = given_out(two.own)
    bring_back(two.own, workbook)
    neighbour = make_case(names=" of the country", place=country, instrument=instrument)
    for case in (two.own, two.other, neighbour):
        published(case)
    add_language(profile=two.own.assessment.profile, language="pt", by=two.own.translator)
    draft_talked_about(two.own)
    for code in ("T1.1.1", "T2.1.1"):
        queries.ask(two.own, code)
        asked_to_change(two.own, code)
    queries.confide(two.own)
    invite(email="new@example.org", name="New", language="en", by=two.own.coordinator)
    add_remark(texts={"en": ("Name the article", "Please name the article.")}, by=two.own.reviewer)
    suspended = make_people("Suspended")[0]
    assign_role(assessment=two.own.assessment, user=suspended, role=Role.COORDINATOR, by=two.own.coordinator)
    User.objects.filter(pk=suspended.pk).update(is_active=False)
    return Published(two.own, two.other, neighbour, two.stranger, two.superuser, suspended)


def draft_talked_about(case):
    """A comment, an answered one, a link with its own, the PDF of the draft, and the letter of its consent."""
    profile = profile_of(case)
    link, _path = share(case, profile, key="known")
    said = {"profile": profile, "language": "en"}
    Comment.objects.create(body="Which year?", by=case.focal_point, finding=finding_of(profile), **said)
    answered = Comment.objects.create(body="Good.", link=link, **said)
    CommentAnswer.objects.create(comment=answered, outcome="taken_up", body="Thank you.", by=case.reviewer)
    made_proof(case, profile)
    Consent.objects.filter(profile=profile).update(
        letter_file=default_storage.save("letters/known", ContentFile(b"A letter")),
        letter_name="letter.pdf",
        letter_type="application/pdf",
        letter_bytes=8,
    )


def asked_to_change(case, code):
    """A remark that was sent in an earlier review."""
    Verdict.objects.create(
        revision=case.answer(code).current,
        value="change_needed",
        remark="Which year?",
        by=case.reviewer,
        sent_at=timezone.now(),
    )


@pytest.fixture
def scenario(db):
    return play(everything_published)


def keywords(two, name, variant):
    """What each part of an address stands for: always something of the own assessment."""
    own = two.own.assessment
    edition = Edition.objects.get(profile__assessment=own)
    sources = own.sources.order_by("pk")
    source = sources.last() if variant == "not handed on" else sources.first()
    return {
        "pk": edition.pk if name.startswith("edition-") else own.pk,
        "role": own.roles.get(role="contributor" if name == "hand-over-more" else "observer").pk,
        "finding": edition.profile.findings.get(bases__revision__answer__indicator__code="T1.1.1").pk,
        "handover": own.roles.get(role="contributor").handovers.get().pk,
        "domain": "domain-2" if variant == "not handed on" else "domain-1",
        "number": 1,
        "code": "T2.1.1" if variant == "not handed on" else "T1.1.1",
        "source": source.pk,
        "query": query_for(own, variant).pk,
        "pack": Pack.objects.get().pk,
        "returned": PackReturn.objects.get().pk,
        "answer": own.answers.get(indicator__code="T1.1.1").pk,
        "revision": 1,
        "comment": Comment.objects.get(link=None).pk,
        "link": PreviewLink.objects.get().pk,
        "proof": Proof.objects.get().pk,
        "consent": edition.profile.consents.get().pk,
        "remark": StandardRemark.objects.get().pk,
        "verdict": Verdict.objects.get(
            revision__answer__indicator__code="T2.1.1" if variant == "not handed on" else "T1.1.1",
            value="change_needed",
        ).pk,
        "earlier": own.answers.get(indicator__code="T1.1.1").pk,
        "step": variant,
        "slug": SLUGS.get((name, variant), own.instrument.slug),
        "version": own.instrument.version,
        "key": edition.profile.texts.get().key,
        "language": "en",
        "country": "argentina",
        "place": "quilmes",
        "year": 2022,
        "file": ("argentina" if "country" in name else "quilmes")
        + ("-2022-en-1" if "edition" in name or "digest" in name else "-2022-en"),
        "file_format": "pdf",
        "digest": edition.file_in("pdf").sha256,
        "style": "bib",
        "edition": "en-1",
        "uidb36": int_to_base36(two.own.observer.pk),
        "token": guest_token(two.own, variant)
        if name.startswith("guest-")
        else token_for(Invitation.objects.get()),
    } | elsewhere(two, name, source)


def guest_token(case, variant):
    _link, path = share(case, profile_of(case), key="known")
    return "unknown" if variant == "nothing" else path.split("/")[3]


def query_for(assessment, variant):
    """One on the page that the contributor has, on another page, or between reviewers."""
    code = "T2.1.1" if variant == "not handed on" else "T1.1.1"
    found = ReviewQuery.objects.filter(answer__assessment=assessment, answer__indicator__code=code)
    return found.get(audience="iom" if variant == "iom" else "everyone")


def elsewhere(two, name, source):
    """What the same word stands for in other rooms."""
    if name.startswith("translation-"):
        return {"language": "pt" if name == "translation-names" else "fr"}
    if name.startswith("standing-"):
        return {"key": "rights"}
    if name.startswith("evidence-"):
        return {"file": source.files.get().pk}
    if name == "reminders-off":
        return {"token": switch_off_url(two.own.observer).split("/")[-2]}
    if name == "sitemap-section":
        return {"section": "profiles"}
    return {"key": "set-password"} if name.startswith("account_") else {}


# The table --------------------------------------------------------------------------------------------


def lines_of(group):
    """(name, variant, method) → the cells, as they stand in the line."""
    lines = {}
    for line in TABLE[group].strip().splitlines():
        label, *cells = re.split(
            r"\s(?=GET|POST)|\s+\|?\s*", " ".join(line.split()).replace("not handed on", "not~handed~on")
        )
        name, _bracket, variant = label.partition("[")
        method, *statuses = [cell for cell in cells if cell]
        lines[name, variant.rstrip("]").replace("~", " "), method] = statuses
    return lines


def routes(patterns=None, namespace=""):
    """The names of all addresses, from the resolver itself."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield namespace, pattern
        else:
            yield from routes(pattern.url_patterns, pattern.namespace or namespace)


def path_of(two, name, variant):
    [pattern] = [pattern for _namespace, pattern in routes() if pattern.name == name]
    known = keywords(two, name, variant)
    return reverse(name, kwargs={key: known[key] for key in pattern.pattern.regex.groupindex})


def ask(client, method, path):
    """The status, or “in” for a redirect to the sign-in page; nothing of the request stays."""
    cookies = client.cookies.copy()
    cache.clear()  # one address asks for everybody: no limit on attempts may answer instead
    with transaction.atomic():
        response = client.generic(method, path)
        transaction.set_rollback(True)
    if response.streaming:
        list(response.streaming_content)  # the file is closed at its end
    client.cookies = cookies
    if response.status_code == 302 and response.url.startswith("/en/account/sign-in/?next="):
        return "in"
    return str(response.status_code)


def cells(answers, expected):
    """One line of answers in the order of the table; what several must get alike makes one cell where they do."""
    nobody, own, rest = answers[:2], answers[2:9], answers[-2:]
    others = [answers[first : first + 7] for first in range(9, len(answers) - 2, 7)]
    found = {answer for group in others for answer in group}
    if expected == "=" and all(group == own for group in others):
        found = {"="}
    return ["/".join(dict.fromkeys(nobody)), *own, "/".join(sorted(found)), *rest]


LONG = ("assessment", "section")
GROUPS = [
    *((group, True) for group in TABLE if group not in LONG),
    *((group, False) for group in LONG),
    *(pytest.param(group, True, marks=pytest.mark.slow) for group in LONG),
]


@pytest.mark.parametrize(("group", "neighbours"), GROUPS)
def test_everybody_gets_what_the_table_says(scenario, client_for, group, neighbours):
    clients = [client_for(person) for person in scenario.everybody(neighbours=neighbours)]
    expected = lines_of(group)

    found = {}
    for (name, variant, method), wanted in expected.items():
        path = path_of(scenario, name, variant)
        answers = [ask(client, method, path) for client in clients]
        found[name, variant, method] = cells(answers, wanted[8])

    assert shown(found) == shown(expected)


def shown(lines):
    """As text, so that a difference reads like the table."""
    return [f"{name}[{variant}] {method} {' '.join(row)}" for (name, variant, method), row in lines.items()]


METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
MAY_NOT = {"401", "403", "404", "in"}


def without_a_line(group):
    """Each method of an address that the table says nothing of."""
    lines = lines_of(group)
    first = {}
    for name, variant, _method in lines:
        first.setdefault(name, variant)
    listed = {(name, method) for name, _variant, method in lines}
    for name, variant in first.items():
        for method in METHODS:
            if (name, method) not in listed:
                yield name, variant, method


@pytest.mark.parametrize(("group", "neighbours"), GROUPS)
def test_method_without_a_line_gives_nobody_anything(scenario, client_for, group, neighbours):
    people = scenario.everybody(neighbours=neighbours)
    clients = [client_for(person) for person in people]

    gained = []
    for name, variant, method in without_a_line(group):
        path = path_of(scenario, name, variant)
        for person, client in zip(people, clients, strict=True):
            answer = ask(client, method, path)
            if answer not in MAY_NOT | {"405"}:
                gained.append(f"{name}[{variant}] {method} {person}: {answer}")

    assert gained == []


def test_table_with_its_implied_cells_is_thousands(scenario):
    said = sum(len(lines_of(group)) for group in TABLE)
    implied = sum(len(list(without_a_line(group))) for group in TABLE)

    assert (said + implied) * len(scenario.everybody()) > 9_000


def test_every_address_has_its_line():
    listed = {name for group in TABLE for name, _variant, _method in lines_of(group)}

    assert {pattern.name for namespace, pattern in routes() if namespace != "admin"} == listed


def test_columns_are_all_roles():
    assert len(Role.values) == 7
    assert {len(row) for group in TABLE for row in lines_of(group).values()} == {1 + 7 + 1 + 2}


# The administration -----------------------------------------------------------------------------------


def administration(two):
    """Each of its addresses that has a name, with things that exist."""
    objects = {
        "accounts_user": two.stranger.pk,
        "audit_entry": Entry.objects.of(SITE).first().pk,
        "instruments_instrument": two.own.assessment.instrument_id,
        "instruments_indicator": two.own.answer().indicator_id,
        "places_jurisdiction": two.own.assessment.jurisdiction_id,
    }
    for namespace, pattern in routes():
        if namespace == "admin" and pattern.name:
            found = {
                "object_id": objects.get(pattern.name.rpartition("_")[0], 0),
                "app_label": "accounts",
                "content_type_id": 1,
            }
            kwargs = {key: found[key] for key in pattern.pattern.regex.groupindex}
            if pattern.name == "view_on_site":
                kwargs["object_id"] = 1
            yield pattern.name, reverse(f"admin:{pattern.name}", kwargs=kwargs)


def test_superuser_gets_what_the_administration_says(scenario, client_for):
    client = client_for(scenario.superuser)

    found = {name: client.get(path).status_code for name, path in administration(scenario)}

    assert found == ADMINISTRATION


def test_everybody_else_is_sent_away_from_the_administration(scenario, client_for):
    clients = [client_for(person) for person in (None, *scenario.own.people.values(), scenario.stranger)]

    found = {
        (name, response.status_code, response.headers.get("Location", "").partition("?")[0])
        for name, path in administration(scenario)
        for client in clients
        for response in [client.get(path)]
    }

    open_ = {row for row in found if row[0] in NOT_TO_SIGN_IN}
    assert {row[1:] for row in found - open_} == {(302, "/en/admin/login/")}
    assert open_ == {
        ("login", 302, "/en/account/sign-in/"),  # the site’s own page, with its limits
        ("login", 403, ""),  # signed in, but no administrator
        ("logout", 302, "/en/admin/"),
    }


def test_unknown_page_of_the_administration_tells_nobody_that_it_is_unknown(scenario, client_for):
    path = "/en/admin/nothing/here/"

    found = [
        client_for(person).get(path).status_code
        for person in (None, scenario.own.coordinator, scenario.superuser)
    ]

    assert found == [302, 302, 404]
