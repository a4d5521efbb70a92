"""The explorer of findings, as it is measured: every address finds something, whether little or much is published."""

TAG = "gcm-15"

PATHS = {
    "findings": "/en/findings/",
    "findings, page that all have": "/en/findings/?page=3",
    "findings, one domain": "/en/findings/?domain=partnerships",
    "findings, one objective": f"/en/findings/?tag={TAG}",
    "findings, one country": "/en/findings/?country=argentina",
    "findings, a domain in a year": "/en/findings/?domain=migrants-rights&kind=developed&year=2022",
    "findings, a common word": "/en/findings/?q=migrants",
    "findings, two common words in a domain": "/en/findings/?q=migrants+municipality&domain=migrants-rights",
    "findings, a rare word": "/en/findings/?q=00004",
    "domain": "/en/domains/migrants-rights/",
}
