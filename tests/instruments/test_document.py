import pytest

from instruments import document, rules
from instruments.document import Fault, FaultyFile
from instruments.rules import Parts
from instruments.schema import DomainQuestions
from tests.factories.instruments import make_document, make_instrument, question_rows

FILE = """\
instrument:
  slug: small
  scope: local
  version: "1"
  title: {en: Small, fr: Petit, es: Pequeño}
  provenance: {en: For tests, fr: Pour les tests, es: Para pruebas}
  domains: domains.yaml
scales:
  - key: presence
    options:
      - {value: "yes", label: {en: "Yes", fr: Oui, es: Sí}, outcome: well_developed}
      - {value: "no", label: {en: "No", fr: Non, es: "No"}, outcome: potential}
questionnaire:
  - domain: rights
    subcategories:
      - title: {en: Services, fr: Services, es: Servicios}
        indicators:
          - code: T1.1.1
            scale: presence
            question: {en: Health?, fr: Santé ?, es: ¿Salud?}
            guidance: {en: Look., fr: Regarder., es: Mire.}
          - code: T1.1.2
            scale: presence
            question: {en: School?, fr: École ?, es: ¿Escuela?}
            guidance: {en: Look., fr: Regarder., es: Mire.}
  - domain: partners
    subcategories:
      - title: {en: Cities, fr: Villes, es: Ciudades}
        indicators:
          - code: T2.1.1
            scale: presence
            question: {en: Twin towns?, fr: Jumelages ?, es: ¿Hermanamientos?}
            guidance: {en: Look., fr: Regarder., es: Mire.}
"""

DOMAINS = """\
domains:
  - number: 1
    slug: rights
    colour: "#9a2d5b"
    colour_dark: "#f08bb4"
    short_name: {en: Rights, fr: Droits, es: Derechos}
    long_name: {en: Rights of migrants, fr: Droits des migrants, es: Derechos de los migrantes}
    description:
      local: {en: In cities., fr: Dans les villes., es: En las ciudades.}
      national: {en: In countries., fr: Dans les pays., es: En los países.}
  - number: 2
    slug: partners
    colour: "#1f4e8c"
    colour_dark: "#8db8f2"
    short_name: {en: Partners, fr: Partenaires, es: Socios}
    long_name: {en: Work with partners, fr: Travail avec des partenaires, es: Trabajo con socios}
    description:
      local: {en: With cities., fr: Avec les villes., es: Con ciudades.}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "small.yaml").write_text(FILE, encoding="utf-8")
    (tmp_path / "domains.yaml").write_text(DOMAINS, encoding="utf-8")
    return tmp_path


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old!r} isn’t in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults_of(folder):
    with pytest.raises(FaultyFile) as faulty:
        document.read(folder / "small.yaml")
    assert str(faulty.value) == "\n".join(str(fault) for fault in faulty.value.faults)
    return [str(fault) for fault in faulty.value.faults]


def test_file_in_order_is_read(folder):
    read = document.read(folder / "small.yaml")

    assert read.document.head.slug == "small"
    assert [domain.slug for domain in read.document.domains] == ["rights", "partners"]
    assert [len(part.subcategories[0].indicators) for part in read.document.questionnaire] == [2, 1]


# What is wrong with the file itself -----------------------------------------------------------------

FAULTS = {
    "not closed": (
        "title: {en: Small, fr: Petit, es: Pequeño}",
        "title: {en: Small, fr: Petit",
        ["small.yaml:6: expected ',' or '}', but got ':'"],
    ),
    "tab": (
        "  slug: small",
        "\tslug: small",
        ["small.yaml:2: found character '\\t' that cannot start any token"],
    ),
    "key twice": (
        '  version: "1"',
        '  version: "1"\n  slug: other',
        ['small.yaml:5: found duplicate key "slug" with value "other" (original value: "small")'],
    ),
    "language missing": (
        "{en: Small, fr: Petit, es: Pequeño}",
        "{en: Small, fr: Petit}",
        ["small.yaml:5: instrument.title.es: Field required"],
    ),
    "text empty": (
        "{en: Small, fr: Petit, es: Pequeño}",
        '{en: Small, fr: "  ", es: Pequeño}',
        ["small.yaml:5: instrument.title.fr: String should have at least 1 character"],
    ),
    "key unknown": (
        "  scope: local",
        "  scope: local\n  colour: blue",
        ["small.yaml:4: instrument.colour: Extra inputs are not permitted"],
    ),
    "scope unknown": (
        "scope: local",
        "scope: planetary",
        ["small.yaml:3: instrument.scope: Input should be 'national' or 'local'"],
    ),
    "outcome unknown": (
        "outcome: potential",
        "outcome: bad",
        [
            "small.yaml:12: scales[1].options[2].outcome: "
            "Input should be 'well_developed', 'potential', 'either' or 'nothing'"
        ],
    ),
    "code malformed": (
        "code: T1.1.2",
        "code: t-1",
        [
            "small.yaml:22: questionnaire[1].subcategories[1].indicators[2].code: "
            "String should match pattern '^[A-Z][0-9A-Z.]*$'"
        ],
    ),
    "question without guidance": (
        "            guidance: {en: Look., fr: Regarder., es: Mire.}\n  - domain",
        "  - domain",
        ["small.yaml:22: questionnaire[1].subcategories[1].indicators[2].guidance: Field required"],
    ),
    "text too long for a name": (
        "{en: Small, fr: Petit, es: Pequeño}",
        f"{{en: Small, fr: {'x' * 201}, es: Pequeño}}",
        ["small.yaml:5: instrument.title: Value error, fr has 201 characters; at most 200 are kept"],
    ),
    "character that no workbook holds": (
        "{en: Small, fr: Petit, es: Pequeño}",
        '{en: Small, fr: "Pe\\atit", es: Pequeño}',
        ["small.yaml:5: instrument.title.fr: Value error, the character U+0007 can’t be kept"],
    ),
    "version that no address holds": (
        'version: "1"',
        'version: "1/2"',
        [
            "small.yaml:4: instrument.version: "
            "String should match pattern '^[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*$'"
        ],
    ),
    "only one option": (
        '      - {value: "no", label: {en: "No", fr: Non, es: "No"}, outcome: potential}\n',
        "",
        [
            f"small.yaml:{line}: questionnaire[{domain}].subcategories[1].indicators[{indicator}].scale: "
            "the scale presence has too few options to choose from"
            for line, domain, indicator in ((18, 1, 1), (22, 1, 2), (30, 2, 1))
        ],
    ),
    "scale unknown": (
        "            scale: presence\n            question: {en: School?",
        "            scale: degree\n            question: {en: School?",
        ["small.yaml:23: questionnaire[1].subcategories[1].indicators[2].scale: there is no scale degree"],
    ),
    "code twice": (
        "code: T2.1.1",
        "code: T1.1.1",
        [
            "small.yaml:18: questionnaire[1].subcategories[1].indicators[1].code: "
            "code T1.1.1 stands here more than once",
            "small.yaml:30: questionnaire[2].subcategories[1].indicators[1].code: "
            "code T1.1.1 stands here more than once",
        ],
    ),
    "option twice": (
        'value: "no"',
        'value: "yes"',
        [
            "small.yaml:11: scales[1].options[1].value: option yes stands here more than once",
            "small.yaml:12: scales[1].options[2].value: option yes stands here more than once",
        ],
    ),
    "domain unknown and another without questions": (
        "domain: partners",
        "domain: neighbours",
        [
            "small.yaml:26: questionnaire[2].domain: there is no domain neighbours",
            "small.yaml:13: questionnaire: the domain partners has no questions",
        ],
    ),
    "domain twice": (
        "domain: partners",
        "domain: rights",
        [
            "small.yaml:14: questionnaire[1].domain: domain rights stands here more than once",
            "small.yaml:26: questionnaire[2].domain: domain rights stands here more than once",
            "small.yaml:13: questionnaire: the domain partners has no questions",
        ],
    ),
    "no file of domains": (
        "domains: domains.yaml",
        "domains: none.yaml",
        ["none.yaml: No such file or directory"],
    ),
    "domains elsewhere": (
        "domains: domains.yaml",
        "domains: ../domains.yaml",
        ["small.yaml:7: instrument.domains: must name a file in the same folder"],
    ),
    "domains at the root": (
        "domains: domains.yaml",
        "domains: /etc/passwd",
        ["small.yaml:7: instrument.domains: must name a file in the same folder"],
    ),
}


INDICATOR = "questionnaire[1].subcategories[1].indicators[2]"
SECOND = "code: T1.1.2\n            scale: presence"
"""The second indicator, to which each of these gives something more."""

MORE_FAULTS = {
    "choice without a scale": (
        "code: T1.1.2",
        f"small.yaml:22: {INDICATOR}.scale: the kind choice needs a scale",
    ),
    "several choices without a scale": (
        "code: T1.1.2\n            kind: multiple",
        f"small.yaml:22: {INDICATOR}.scale: the kind multiple needs a scale",
    ),
    "kind unknown": (
        f"{SECOND}\n            kind: essay",
        f"small.yaml:24: {INDICATOR}.kind: "
        "Input should be 'choice', 'multiple', 'number', 'year', 'text' or 'date'",
    ),
    "evidence unknown": (
        f"{SECOND}\n            evidence: sometimes",
        f"small.yaml:24: {INDICATOR}.evidence: Input should be 'by_option', 'always' or 'never'",
    ),
    "show-if names a later indicator": (
        f'{SECOND}\n            show_if: {{code: T2.1.1, options: ["yes"]}}',
        f"small.yaml:24: {INDICATOR}.show_if.code: no indicator T2.1.1 stands before this one in its domain",
    ),
    "show-if names itself": (
        f'{SECOND}\n            show_if: {{code: T1.1.2, options: ["yes"]}}',
        f"small.yaml:24: {INDICATOR}.show_if.code: no indicator T1.1.2 stands before this one in its domain",
    ),
    "show-if names an option that isn’t there": (
        f'{SECOND}\n            show_if: {{code: T1.1.1, options: ["yes", perhaps]}}',
        f"small.yaml:24: {INDICATOR}.show_if.options: the scale of T1.1.1 has no option perhaps",
    ),
    "show-if without options": (
        f"{SECOND}\n            show_if: {{code: T1.1.1, options: []}}",
        f"small.yaml:24: {INDICATOR}.show_if.options: Tuple should have at least 1 item after validation, not 0",
    ),
    "tag unknown": (
        f"{SECOND}\n            tags: [gcm-15]",
        f"small.yaml:24: {INDICATOR}.tags: there is no tag gcm-15",
    ),
    "new that comes from something": (
        f"{SECOND}\n            lineage: {{relation: new, from: [T1]}}",
        f"small.yaml:24: {INDICATOR}.lineage: what is new comes from no other indicator\n"
        f"small.yaml:24: {INDICATOR}.lineage: the questionnaire doesn’t say which version it follows",
    ),
    "merged from one": (
        f"{SECOND}\n            lineage: {{relation: merged, from: [T1]}}",
        f"small.yaml:24: {INDICATOR}.lineage: what is merged comes from at least two indicators\n"
        f"small.yaml:24: {INDICATOR}.lineage: the questionnaire doesn’t say which version it follows",
    ),
    "reworded from nothing": (
        f"{SECOND}\n            lineage: {{relation: reworded}}",
        f"small.yaml:24: {INDICATOR}.lineage: what is reworded comes from exactly one indicator",
    ),
}


@pytest.mark.parametrize("name", MORE_FAULTS)
def test_fault_of_an_indicator_names_file_line_path_and_reason(folder, name):
    new, expected = MORE_FAULTS[name]
    change(folder / "small.yaml", SECOND, new)

    assert faults_of(folder) == expected.split("\n")


def test_show_if_names_a_choice_of_its_own_domain_that_depends_on_nothing_itself(folder):
    for code, more in (
        ("T1.1.1", "kind: multiple"),
        ("T1.1.2", 'show_if: {code: T1.1.1, options: ["yes"]}'),
        ("T2.1.1", 'show_if: {code: T1.1.2, options: ["yes"]}'),
    ):
        change(folder / "small.yaml", f"code: {code}\n", f"code: {code}\n            {more}\n")

    assert faults_of(folder) == [
        f"small.yaml:24: {INDICATOR}.show_if.code: T1.1.1 is not of kind choice",
        "small.yaml:33: questionnaire[2].subcategories[1].indicators[1].show_if.code: "
        "no indicator T1.1.2 stands before this one in its domain",
    ]


def test_show_if_is_no_chain():
    asked = {"T1.1.2": {"show_if": ("T1.1.1", ["yes"])}, "T1.1.3": {"show_if": ("T1.1.2", ["yes"])}}
    sound = make_document(((3,),))
    chained = [DomainQuestions.model_validate(row) for row in question_rows(((3,),), asked)]

    faults = rules.faults_of_questions(Parts(sound.head, sound.domains, sound.scales, chained), ())

    assert [str(reason) for _place, reason in faults] == ["T1.1.2 depends on another indicator itself"]


def test_number_year_text_and_date_do_without_a_scale(folder):
    change(folder / "small.yaml", SECOND, "code: T1.1.2\n            kind: year")

    read = document.read(folder / "small.yaml").document

    assert [(row.code, row.kind, row.scale) for row in read.indicators()] == [
        ("T1.1.1", "choice", "presence"),
        ("T1.1.2", "year", None),
        ("T2.1.1", "choice", "presence"),
    ]


# Its tags, and the version it follows ---------------------------------------------------------------

TAGS = """\
tags:
  - {framework: gcm, code: "15", title: {en: Services, fr: Services, es: Servicios}}
  - {framework: sdg, code: "3.8", title: {en: Health, fr: Santé, es: Salud}}
"""


@pytest.fixture
def tagged(folder):
    (folder / "tags.yaml").write_text(TAGS, encoding="utf-8")
    change(folder / "small.yaml", "  domains: domains.yaml", "  domains: domains.yaml\n  tags: tags.yaml")
    return folder


def test_tags_come_from_the_file_that_is_named(tagged):
    change(tagged / "small.yaml", SECOND, f"{SECOND}\n            tags: [sdg-3.8, gcm-15]")

    read = document.read(tagged / "small.yaml")

    assert [tag.key for tag in read.tags] == ["gcm-15", "sdg-3.8"]
    assert [row.tags for row in read.document.indicators()] == [(), ("gcm-15", "sdg-3.8"), ()]


def test_fault_of_a_tag_names_the_file_of_tags(tagged):
    change(tagged / "tags.yaml", 'framework: sdg, code: "3.8"', 'framework: gcm, code: "15"')
    change(tagged / "small.yaml", SECOND, f"{SECOND}\n            tags: [sdg-3.8]")

    assert faults_of(tagged) == [
        "tags.yaml:2: tags[1].code: tag gcm-15 stands here more than once",
        "tags.yaml:3: tags[2].code: tag gcm-15 stands here more than once",
        f"small.yaml:25: {INDICATOR}.tags: there is no tag sdg-3.8",
    ]


def test_lineage_names_indicators_of_the_version_before(folder, db):
    make_instrument(((2,),))
    change(folder / "small.yaml", '  version: "1"', '  version: "2"\n  follows: "1"')
    change(
        folder / "small.yaml", SECOND, f"{SECOND}\n            lineage: {{relation: same, from: [T1.1.2]}}"
    )
    change(
        folder / "small.yaml",
        "code: T2.1.1",
        "code: T2.1.1\n            lineage: {relation: same, from: [T2.1.1]}",
    )

    assert faults_of(folder) == [
        "small.yaml:33: questionnaire[2].subcategories[1].indicators[1].lineage.from: "
        "version 1 has no indicator T2.1.1"
    ]


def test_questionnaire_that_follows_what_is_not_loaded(folder, db):
    change(folder / "small.yaml", '  version: "1"', '  version: "2"\n  follows: "1"')

    assert faults_of(folder) == ["small.yaml:5: instrument.follows: small 1 isn’t loaded and published yet"]


# What is wrong with the file itself, told by the place ----------------------------------------------


@pytest.mark.parametrize("name", FAULTS)
def test_fault_names_file_line_path_and_reason(folder, name):
    old, new, expected = FAULTS[name]
    change(folder / "small.yaml", old, new)

    assert faults_of(folder) == expected


# What is wrong with its domains ---------------------------------------------------------------------

FAULTS_OF_DOMAINS = {
    "bad colour": (
        'colour: "#1f4e8c"',
        "colour: blue",
        ["domains.yaml:13: domains[2].colour: String should match pattern '^#[0-9a-f]{6}$'"],
    ),
    "colour in capitals": (
        'colour_dark: "#8db8f2"',
        'colour_dark: "#8DB8F2"',
        ["domains.yaml:14: domains[2].colour_dark: String should match pattern '^#[0-9a-f]{6}$'"],
    ),
    "colour too pale for text": (
        'colour: "#1f4e8c"',
        'colour: "#8db8f2"',
        [
            "domains.yaml:13: domains[2].colour: Value error, its contrast on #fbfaf7 is 2.0 to 1; text needs 4.5 to 1"
        ],
    ),
    "colour too dark for text on a dark screen": (
        'colour_dark: "#8db8f2"',
        'colour_dark: "#1f4e8c"',
        [
            "domains.yaml:14: domains[2].colour_dark: Value error, its contrast on #1d222b is 1.9 to 1; text needs 4.5 to 1"
        ],
    ),
    "number twice": (
        "number: 2",
        "number: 1",
        [
            "domains.yaml:2: domains[1].number: number 1 stands here more than once",
            "domains.yaml:11: domains[2].number: number 1 stands here more than once",
        ],
    ),
    "number out of range": (
        "number: 2",
        "number: 0",
        ["domains.yaml:11: domains[2].number: Input should be greater than or equal to 1"],
    ),
    "no description of the scope": (
        "      local: {en: With cities., fr: Avec les villes., es: Con ciudades.}",
        "      national: {en: With states., fr: Avec les États., es: Con Estados.}",
        ["domains.yaml:17: domains[2].description: there is no local description"],
    ),
    "language missing in a description": (
        "{en: With cities., fr: Avec les villes., es: Con ciudades.}",
        "{en: With cities., es: Con ciudades.}",
        ["domains.yaml:18: domains[2].description.local.fr: Field required"],
    ),
}


@pytest.mark.parametrize("name", FAULTS_OF_DOMAINS)
def test_fault_of_a_domain_names_the_file_of_domains(folder, name):
    old, new, expected = FAULTS_OF_DOMAINS[name]
    change(folder / "domains.yaml", old, new)

    assert faults_of(folder) == expected


def test_all_faults_of_a_shape_are_told_at_once(folder):
    change(folder / "small.yaml", "scope: local", "scope: planetary")
    change(folder / "small.yaml", "es: Pequeño", "de: Klein")
    change(folder / "small.yaml", "outcome: potential", "outcome: bad")

    assert faults_of(folder) == [
        "small.yaml:3: instrument.scope: Input should be 'national' or 'local'",
        "small.yaml:5: instrument.title.es: Field required",
        "small.yaml:5: instrument.title.de: Extra inputs are not permitted",
        "small.yaml:12: scales[1].options[2].outcome: "
        "Input should be 'well_developed', 'potential', 'either' or 'nothing'",
    ]


def test_all_faults_of_the_content_of_both_files_are_told_at_once(folder):
    change(folder / "domains.yaml", "number: 2", "number: 1")
    change(folder / "small.yaml", "scale: presence", "scale: degree")

    assert faults_of(folder) == [
        "domains.yaml:2: domains[1].number: number 1 stands here more than once",
        "domains.yaml:11: domains[2].number: number 1 stands here more than once",
        "small.yaml:19: questionnaire[1].subcategories[1].indicators[1].scale: there is no scale degree",
    ]


# Files that are none --------------------------------------------------------------------------------


def test_file_that_does_not_exist(tmp_path):
    assert faults_of(tmp_path) == ["small.yaml: No such file or directory"]


def test_file_that_is_a_folder(tmp_path):
    (tmp_path / "small.yaml").mkdir()

    assert faults_of(tmp_path) == ["small.yaml: Is a directory"]


def test_file_that_is_not_utf_8(folder):
    (folder / "small.yaml").write_bytes(FILE.encode("latin-1"))

    assert faults_of(folder) == ["small.yaml: isn't UTF-8 text"]


@pytest.mark.parametrize("text", ["", "just words", "- a\n- list\n"])
def test_file_of_another_shape(folder, text):
    (folder / "small.yaml").write_text(text, encoding="utf-8")

    assert faults_of(folder) == [
        "small.yaml: Input should be a valid dictionary or instance of InstrumentFile"
    ]


def test_file_with_a_control_character(folder):
    change(folder / "small.yaml", "slug: small", "slug: sm\x07all")

    assert faults_of(folder) == [
        "small.yaml: unacceptable character #x0007: special characters are not allowed"
    ]


# The digest -----------------------------------------------------------------------------------------


def test_digest_does_not_look_at_layout(folder):
    before = document.read(folder / "small.yaml").document.digest
    change(folder / "small.yaml", "scales:", "# The scales.\n\nscales:")

    assert document.read(folder / "small.yaml").document.digest == before


@pytest.mark.parametrize(
    ("file", "old", "new"), [("small.yaml", "Health?", "Care?"), ("domains.yaml", "Rights,", "Law,")]
)
def test_digest_looks_at_both_files(folder, file, old, new):
    before = document.read(folder / "small.yaml").document.digest

    change(folder / file, old, new)

    assert document.read(folder / "small.yaml").document.digest != before


def test_fault_without_line_or_path_names_the_file_alone():
    assert str(Fault("small.yaml", 0, "", "is gone")) == "small.yaml: is gone"
