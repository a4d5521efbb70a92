"""Snapshots as editions freeze them: the Quilmes profile, a short one written from right to left, a long one."""

from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from profiles.snapshot import (
    FORMAT,
    AnnexDomain,
    AnnexGroup,
    DomainPart,
    FindingLine,
    Snapshot,
    SourceGroup,
    SourceLine,
)

ROOT = Path(__file__).parents[2]
COLOURS = (
    "#9a2d5b", "#1f4e8c", "#0f6b63", "#7a5200", "#a8361b", "#4b3f9e", "#2c6a1f", "#8a2f86", "#3b5568",
)  # fmt: skip


ARABIC_INTRODUCTION = """\
يعرض هذا الملف أمثلة على المجالات المتطورة في حوكمة الهجرة في المغرب، إلى جانب المجالات القابلة لمزيد من التطوير، كما جرى تقييمها من خلال مجالات مؤشرات حوكمة الهجرة (MGI).

تتناول هذه المجالات حقوق المهاجرين، والنهج الحكومي الشامل، والشراكات مع الجهات المعنية على المستويين الوطني والدولي."""


def _read(path: str) -> Any:
    return YAML(typ="safe").load(ROOT / path)


def _texts(language: str) -> dict[str, tuple[str, ...]]:
    texts = _read("profiles/data/standing-texts.yaml")["texts"]
    return {text["key"]: tuple(text["body"][language].split("\n\n")) for text in texts}


def lines(*bodies: str, sources: tuple[int, ...] = ()) -> tuple[FindingLine, ...]:
    """Findings that say this."""
    return tuple(FindingLine(key, body, sources) for key, body in enumerate(bodies, start=1))


def _findings(answers: list[dict[str, Any]], number: int, options: set[str]) -> tuple[FindingLine, ...]:
    mine = [answer for answer in answers if answer["code"].startswith(f"L{number}.")]
    return lines(*(answer["statement"] for answer in mine if answer.get("option") in options), sources=(1, 2))


def _sources(rows: list[dict[str, Any]]) -> tuple[SourceGroup, ...]:
    labels = {"law": "Laws", "agreement": "Agreements", "policy": "Policies and programmes"}
    marks = count(1)
    return tuple(
        SourceGroup(
            kind,
            label,
            tuple(
                SourceLine(
                    next(marks),
                    kind,
                    row["title"],
                    row.get("number", ""),
                    row["year"],
                    row.get("url", ""),
                    "es",
                )
                for row in rows
                if row["kind"] == kind
            ),
        )
        for kind, label in labels.items()
    )


def _annex(questionnaire: list[dict[str, Any]], names: list[str], language: str) -> tuple[AnnexDomain, ...]:
    return tuple(
        AnnexDomain(
            number,
            name,
            tuple(
                AnnexGroup(
                    f"{number}.{position}",
                    group["title"][language],
                    tuple((row["code"], row["question"][language]) for row in group["indicators"]),
                )
                for position, group in enumerate(part["subcategories"], start=1)
            ),
        )
        for number, (name, part) in enumerate(zip(names, questionnaire, strict=True), start=1)
    )


def quilmes(language: str = "en", **changes: Any) -> Snapshot:
    """The 2022 profile with the demo’s own data; in other languages only its findings stay English."""
    profile = _read("profiles/data/quilmes-2022.yaml")
    domains = _read("instruments/data/mgi-domains.yaml")["domains"]
    instrument = _read("instruments/data/mgi-local.yaml")
    place = profile["jurisdiction"]
    snapshot = Snapshot(
        format=FORMAT,
        language=language,
        number=1,
        note="",
        title=place["official_name"][language],
        name=place["name"][language],
        kind="Municipality",
        country={"fr": "Argentine"}.get(language, "Argentina"),
        scope="local",
        year=2022,
        round=1,
        instrument=instrument["instrument"]["title"][language],
        data_cutoff_date="2022-11-30",
        published_date="2026-11-24",
        address="argentina/quilmes/2022",
        footnote="",
        written={"introduction": "\n\n".join(profile["introduction"])},
        texts=_texts(language),
        domains=tuple(
            DomainPart(
                number=domain["number"],
                slug=domain["slug"],
                short_name=domain["short_name"][language],
                long_name=domain["long_name"][language],
                description=domain["description"]["local"][language],
                colour=domain["colour"],
                colour_dark=domain["colour_dark"],
                developed=_findings(profile["answers"], domain["number"], {"in_place"}),
                potential=_findings(profile["answers"], domain["number"], {"partly", "absent"}),
            )
            for domain in domains
        ),
        sources=_sources(profile["sources"]),
        annex=_annex(
            instrument["questionnaire"], [domain["short_name"][language] for domain in domains], language
        ),
    )
    return replace(snapshot, **changes)


def arabic() -> Snapshot:
    """Three domains of a national profile, written from right to left."""
    return Snapshot(
        format=FORMAT,
        language="ar",
        number=1,
        note="",
        title="المملكة المغربية",
        name="المغرب",
        kind="بلد",
        country="المغرب",
        scope="national",
        year=2025,
        round=2,
        instrument="استبيان مؤشرات حوكمة الهجرة على المستوى الوطني لعام 2025",
        data_cutoff_date="2025-09-30",
        published_date="2026-03-09",
        address="morocco/2025",
        footnote="",
        written={"introduction": ARABIC_INTRODUCTION},
        texts=_arabic_texts(),
        domains=_arabic_domains(),
        sources=(
            SourceGroup(
                "law",
                "القوانين",
                (
                    SourceLine(
                        1,
                        "law",
                        "القانون المتعلق بدخول الأجانب وإقامتهم",
                        "02-03",
                        2003,
                        "https://example.org/law/02-03",
                        "",
                    ),
                    SourceLine(2, "law", "القانون المتعلق بمكافحة الاتجار بالبشر", "27-14", 2016, "", ""),
                ),
            ),
            SourceGroup(
                "policy",
                "السياسات",
                (SourceLine(3, "policy", "الاستراتيجية الوطنية للهجرة واللجوء", "", 2014, "", ""),),
            ),
        ),
        annex=(
            AnnexDomain(
                1,
                "حقوق المهاجرين",
                (
                    AnnexGroup(
                        "1.1",
                        "الوصول إلى الخدمات الأساسية",
                        (
                            (
                                "N1.1.1",
                                "هل يحصل المهاجرون على الخدمات الصحية الحكومية على قدم المساواة مع المواطنين؟",
                            ),
                            (
                                "N1.1.2",
                                "هل يستطيع أبناء المهاجرين الالتحاق بالمدارس العمومية أياً كان وضعهم القانوني؟",
                            ),
                        ),
                    ),
                ),
            ),
        ),
    )


def _arabic_texts() -> dict[str, tuple[str, ...]]:
    return {
        "disclaimer": (
            "الآراء الواردة في هذا الملف هي آراء الأشخاص والمؤسسات التي شاركت في التقييم، ولا تعبّر بالضرورة عن آراء الناشر.",
        ),
        "rights": (
            "يجوز الاقتباس من نص هذا الملف وإعادة نشره كلياً أو جزئياً شريطة ذكر الاقتباس المقترح وعدم تغيير المعنى.",
        ),
        "credits": ("الشكر موصول لجميع الأشخاص والمؤسسات التي قدمت المعلومات والمصادر والملاحظات.",),
        "objective": (
            "يصف الملف السياسات والقواعد والمؤسسات التي تدير بها السلطات شؤون الهجرة، ويساعدها على تحديد الموضوعات التي تغطيها سياساتها وتلك التي يمكن تطويرها.",
            "المشاركة طوعية، ولا يصنّف التقييم السلطات ولا يقارن بينها.",
        ),
        "framework": (
            "وضعت المنظمة الدولية للهجرة إطار حوكمة الهجرة (MiGOF) في عام 2015، وهو يصف ما يمكن أن تكون عليه سياسة هجرة حسنة الإدارة.",
        ),
        "method": (
            "أُجيب عن الأسئلة ببيانات مدعومة بمصادر مثل القوانين والسياسات والاتفاقات، ثم راجعها مراجعون لم يجيبوا بأنفسهم عن أي سؤال.",
        ),
        "empty_developed": ("لا يقدم هذا الملف مثالاً على مجال متطور في هذا الباب، ولا يعني ذلك عدم وجوده.",),
        "empty_potential": (
            "لا يقدم هذا الملف مثالاً على مجال قابل لمزيد من التطوير في هذا الباب، ولا يعني ذلك عدم وجوده.",
        ),
    }


def _arabic_domains() -> tuple[DomainPart, ...]:
    rows = (
        (
            "migrants-rights",
            "حقوق المهاجرين",
            "الالتزام بالمعايير الدولية وإعمال حقوق المهاجرين",
            "تتناول مؤشرات هذا المجال حقوق المهاجرين في الخدمات الاجتماعية الأساسية مثل الصحة والتعليم والضمان الاجتماعي.",
            (
                "يتيح القانون رقم 02-03 الصادر عام 2003 للمهاجرين المقيمين بصفة قانونية العمل في القطاع الخاص وفق عقود تصادق عليها الوزارة المكلفة بالشغل.",
                "يلتحق أبناء المهاجرين بالمدارس العمومية منذ عام 2013 بموجب دورية وزارية.",
            ),
            ("لا توجد آلية رسمية لجمع بيانات مصنفة حسب وضع الهجرة في مجال الصحة.",),
        ),
        (
            "whole-of-government",
            "النهج الحكومي الشامل",
            "صياغة السياسات بالاستناد إلى الأدلة وإلى نهج حكومي شامل",
            "تقيّم مؤشرات هذا المجال الأطر المؤسسية والقانونية والتنظيمية لسياسات الهجرة.",
            ("اعتمدت الحكومة الاستراتيجية الوطنية للهجرة واللجوء في عام 2014، وهي تشمل 11 برنامجاً قطاعياً.",),
            ("لا تُنشر بيانات الهجرة بصورة منتظمة خارج التعداد العام للسكان.",),
        ),
        (
            "partnerships",
            "الشراكات",
            "العمل مع الشركاء على القضايا المتصلة بالهجرة",
            "يركز هذا المجال على التعاون مع الدول الأخرى ومع منظمات المجتمع المدني والقطاع الخاص.",
            ("يشارك المغرب في عدة مسارات تشاورية إقليمية بشأن الهجرة، منها مسار الرباط منذ عام 2006.",),
            (),
        ),
    )
    return tuple(
        DomainPart(
            number, *row[:4], COLOURS[number - 1], COLOURS[number - 1], *(lines(*said) for said in row[4:])
        )
        for number, row in enumerate(rows, start=1)
    )


def nine_domains() -> Snapshot:
    """A national profile of nine domains with long names; each list is empty somewhere, and the name has a footnote."""
    subjects = (
        "Rights", "Whole-of-government approach", "Partnerships", "Well-being", "Mobility in crises",
        "Safe and orderly migration", "Data", "Environment and climate", "Diaspora",
    )  # fmt: skip
    developed = (
        "A law of 2019 sets out the tasks of the institutions and how they coordinate with each other."
    )
    potential = "There is a strategy, but it is not published and has no budget of its own."
    domains = tuple(
        DomainPart(
            number=number,
            slug=f"domain-{number}",
            short_name=subject,
            long_name=f"{subject}: institutions, strategies and cooperation in a field with a name of two lines",
            description=f"The indicators in this domain look at the framework for: {subject.lower()}.",
            colour=COLOURS[number - 1],
            colour_dark=COLOURS[number - 1],
            developed=() if number % 3 == 0 else lines(*(developed,) * (number * 2)),
            potential=() if number % 2 == 0 else lines(*(potential,) * number),
        )
        for number, subject in enumerate(subjects, start=1)
    )
    return quilmes(
        title="United Republic of the Northern Islands and Coastal Territories",
        name="Northern Islands",
        kind="Country",
        country="Northern Islands",
        scope="national",
        footnote="The name is used without prejudice to positions on status, and is the one that the authority uses.",
        domains=domains,
        annex=(),
        sources=(),
    )


PORTUGUESE_DOMAINS = (
    (
        "migrants-rights",
        "Direitos dos migrantes",
        "Adesão às normas internacionais e respeito aos direitos dos migrantes",
        "Os indicadores desta dimensão observam o acesso dos migrantes aos serviços sociais básicos, como saúde, educação e previdência social.",
        (
            "O município garante desde 2016 o acesso dos migrantes aos serviços de saúde, independentemente da sua situação documental.",
            "Um decreto de 2018 regulamenta a matrícula de crianças migrantes nas escolas municipais.",
        ),
        ("Não há um plano de combate à xenofobia nas repartições públicas do município.",),
    ),
    (
        "partnerships",
        "Parcerias",
        "Trabalho com parceiros sobre as questões relacionadas à migração",
        "Esta dimensão trata da cooperação com outras cidades, com o governo nacional e com organizações da sociedade civil.",
        (
            "O conselho municipal de migrantes reúne representantes de associações e de secretarias a cada dois meses.",
        ),
        (),
    ),
)


def portuguese() -> Snapshot:
    """Two domains of a local profile in a language that the site lacks."""
    texts = {
        "disclaimer": ("As opiniões expressas neste perfil são das pessoas que participaram na avaliação.",),
        "objective": (
            "O perfil descreve as políticas, as normas e as instituições com que o município administra a migração.",
        ),
        "empty_potential": ("Este perfil não dá exemplos para esta lista.",),
    }
    return replace(
        quilmes(),
        language="pt",
        title="Município de São João do Exemplo",
        name="São João do Exemplo",
        kind="Município",
        country="Brasil",
        instrument="Questionário local de 2025",
        address="brazil/sao-joao-do-exemplo/2025",
        year=2025,
        number=2,
        note="O ano de uma lei foi corrigido.",
        written={"introduction": "O município participou pela *primeira* vez em **2025**."},
        texts=texts,
        domains=tuple(
            DomainPart(
                number,
                *row[:4],
                COLOURS[number - 1],
                COLOURS[number - 1],
                *(lines(*said, sources=(1,)) for said in row[4:]),
            )
            for number, row in enumerate(PORTUGUESE_DOMAINS, start=1)
        ),
        sources=(
            SourceGroup(
                "law",
                "Lei",
                (SourceLine(1, "law", "Lei da política para migrantes", "16.478", 2016, "", ""),),
            ),
        ),
        annex=(),
    )
