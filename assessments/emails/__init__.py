"""What mails say, gathered at the moment they are sent, and the mails themselves."""

from assessments.emails.gathering import gather
from assessments.emails.reader import Told
from assessments.emails.sending import send_digest, send_notice, send_reminder

__all__ = ["Told", "gather", "send_digest", "send_notice", "send_reminder"]
