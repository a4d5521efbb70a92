"""What the interface says of what is published."""

from profiles.models import Edition
from profiles.snapshot import Snapshot

QUILMES = "argentina/quilmes/2022"


def test_profile_is_told_with_its_editions_and_files(world, ask):
    [listed] = ask("/profiles")["items"]
    profile = ask(f"/profiles/{QUILMES}")

    earlier = profile.pop("earlier_editions")
    assert listed == profile
    assert [edition["id"] for edition in profile["editions"]] == [f"{QUILMES}/en-2", f"{QUILMES}/fr-1"]
    assert [(edition["id"], edition["state"]) for edition in earlier] == [(f"{QUILMES}/en-1", "replaced")]
    assert {key: profile[key] for key in ("id", "scope", "year", "round", "instrument", "page", "url")} == {
        "id": QUILMES,
        "scope": "local",
        "year": 2022,
        "round": 1,
        "instrument": "small/1",
        "page": f"http://127.0.0.1:8000/en/profiles/{QUILMES}/",
        "url": f"http://127.0.0.1:8000/api/v1/profiles/{QUILMES}",
    }
    assert profile["country"]["iso_code"] == "AR"
    assert profile["region"] == {
        "code": "019",
        "name": {"en": "Americas", "fr": "Amériques", "es": "América", "ar": "الأمريكتان"},
    }
    offered = [file["format"] for edition in profile["editions"] for file in edition["files"]]
    assert offered == ["pdf", "docx", "csv", "json"] * 2
    assert profile["place"]["official_name"]["fr"] == "Municipalité de Quilmes"


def test_files_are_told_with_what_they_are_and_where(world, ask, client):
    edition = Edition.objects.get(language="fr")

    told = ask(f"/editions/{QUILMES}/fr-1")["files"]

    assert [(f["format"], f["bytes"], f["sha256"]) for f in told] == [
        (file.format, file.bytes, file.sha256) for file in edition.files_in_order
    ]
    for file in told:
        assert (
            client.get(file["url"].removeprefix("http://127.0.0.1:8000")).headers["ETag"]
            == f'"{file["sha256"]}"'
        )


def test_edition_is_its_snapshot(world, ask):
    edition = Edition.objects.get(state="superseded")

    told = ask(f"/editions/{QUILMES}/en-1")

    assert Snapshot.from_json(told["snapshot"]) == Snapshot.from_json(edition.snapshot)
    assert "Municipality of Quilmes (Argentina): profile 2022." in told["citation"]


def test_findings_are_those_of_the_newest_editions(world, ask):
    found = ask("/findings?language=en")["items"]

    lines = Snapshot.from_json(Edition.objects.get(language="en", number=2).snapshot).domains
    said = [
        (domain.slug, kind, line.body, sorted(line.tags), f"{QUILMES}/en-2#{line.anchor}")
        for domain in lines
        for kind in ("developed", "potential")
        for line in getattr(domain, kind)
    ]
    assert [(f["domain"], f["kind"], f["text"], f["tags"], f["id"]) for f in found] == said
    assert len(said) > 1


def test_finding_leads_to_itself_on_the_page(world, ask, client):
    finding = ask("/findings?language=fr&limit=1")["items"][0]
    address, _sharp, anchor = finding["page"].partition("#")

    page = client.get(address.removeprefix("http://127.0.0.1:8000"))

    assert f'id="{anchor}"' in page.content.decode()


def test_each_filter_finds_what_it_says(world, ask):
    def found(path):
        return len(ask(path)["items"])

    everything = found("/findings")
    for asked in ("region=019", "country=argentina", "scope=local", "year=2022", "q=munic"):
        assert found(f"/findings?{asked}") == everything
        assert found(f"/profiles?{asked.replace('munic', 'quilmes argent')}") == 1
    for asked in ("region=150", "region=999", "country=germany", "scope=national", "year=2021", "q=bremen"):
        assert found(f"/findings?{asked}") == 0
        assert found(f"/profiles?{asked}") == 0
    assert found("/findings?tag=gcm-15") == 2
    assert found("/findings?kind=developed&domain=domain-1&language=en") == 3
    assert (found("/profiles?kind=municipality"), found("/profiles?kind=country")) == (1, 0)
    assert (found("/profiles?language=fr"), found("/profiles?language=es")) == (1, 0)


def test_places_are_those_with_a_profile(world, ask):
    [place] = ask("/places")["items"]

    assert (place["id"], place["country"]["id"], place["profiles"]) == (
        "argentina/quilmes",
        "argentina",
        [QUILMES],
    )
    assert len(ask("/places?country=argentina&region=019&kind=municipality")["items"]) == 1
    assert ask("/places?country=germany")["items"] == []


def test_domains_have_the_words_of_each_scope(world, ask):
    domains = ask("/domains")["items"]

    assert [domain["id"] for domain in domains] == ["domain-1", "domain-2"]
    assert domains[0]["short_name"] == {"en": "Domain 1", "fr": "Domain 1 (fr)", "es": "Domain 1 (es)"}
    assert {scope: texts["en"] for scope, texts in domains[0]["description"].items()} == {
        "local": "What domain 1 looks at in a city.",
        "national": "What domain 1 looks at in a country.",
    }


def test_tags_have_titles(world, ask):
    assert [(tag["id"], tag["title"]["en"]) for tag in ask("/tags")["items"]] == [
        ("gcm-15", "Title of gcm-15"),
        ("sdg-3.8", "Title of sdg-3.8"),
    ]


def test_questionnaires_have_questions_with_where_they_come_from(world, ask):
    listed = ask("/instruments")["items"]
    told = ask("/instruments/small/1")

    questions = [
        question
        for domain in told.pop("domains")
        for page in domain["subcategories"]
        for question in page["questions"]
    ]
    assert told in listed
    assert {instrument["id"] for instrument in listed} == {"small/1", "national/1"}
    assert [question["code"] for question in questions] == ["T1.1.1", "T1.1.2", "T1.2.1", "T2.1.1"]
    assert questions[1]["asked_if"] == {"code": "T1.1.1", "options": ["yes"]}
    assert questions[0]["lineage"] == {"relation": "new", "before": []}
    assert [option["value"] for option in questions[0]["options"]] == ["yes", "partly", "no", "unknown"]
    assert told["languages"] == ["en", "fr", "es"]


def test_start_leads_to_every_list(world, ask, client):
    start = ask("")

    for address in (*start["lists"].values(), start["openapi"], start["datapackage"], start["documentation"]):
        assert client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200
