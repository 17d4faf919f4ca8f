"""Names in scripts without Latin letters: how they are compared, and where their words begin and end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.rules import each_of, for_each

import osteopharm
from osteopharm.names.scripts import ScriptNames, is_in_other_script, plain

COMPENDIUM = osteopharm.load()
NAMES = {
    name: name
    for name in (
        "アレンドロン酸",
        "ボナロン",
        "エストラジオール",
        "エチニルエストラジオール",
        "エディロール",
        "降钙素",
        "降钙素原",
        "骨化三醇",
        "포사맥스",
        "알렌드론산",
        "데노수맙",
        "золедроновая кислота",
        "Актонел",
        "ιβανδρονικό οξύ",
        "أليندرونات",
        "إيباندرونات",
    )
}
FIND = ScriptNames(NAMES, ["カプセル"]).find

# A text, and the names in it. Typed by hand.
GOLDEN: list[tuple[str, list[str]]] = [
    # Japanese: in one width, with the voiced marks apart, before a salt, a form or another script.
    ("アレンドロン酸ナトリウム錠 35mg", ["アレンドロン酸"]),
    ("ﾎﾞﾅﾛﾝ錠\uff0f経口ジェリー", ["ボナロン"]),
    ("エディロールカプセル\uff10\uff0e\uff17\uff15μ\uff47", ["エディロール"]),
    ("エチニルエストラジオール", ["エチニルエストラジオール"]),
    ("メチルエストラジオール", []),
    ("エディロールセンター", []),
    # Chinese has no gaps; the longer name wins.
    ("注射用鲑降钙素", ["降钙素"]),
    ("降钙素原检测", ["降钙素原"]),
    ("骨化三醇软胶囊", ["骨化三醇"]),
    # Korean: before a form, a particle or a figure, not within another word.
    ("포사맥스정", ["포사맥스"]),
    ("알렌드론산정70mg", ["알렌드론산"]),
    ("데노수맙은 골다공증", ["데노수맙"]),
    ("포사맥스플러스디정", []),
    ("한미알렌드론산정", []),
    # Cyrillic and Greek: whole words, in any case, with or without accents.
    ("ЗОЛЕДРОНОВАЯ КИСЛОТА 4 мг", ["золедроновая кислота"]),
    ("Актонел® 35 мг", ["Актонел"]),
    ("Актонелом", []),
    ("ΙΒΑΝΔΡΟΝΙΚΟ ΟΞΥ", ["ιβανδρονικό οξύ"]),
    # Arabic: after the article and prepositions, with or without the hamza.
    ("أقراص الأليندرونات", ["أليندرونات"]),
    ("وبالايباندرونات", ["إيباندرونات"]),
    ("كأليندروناتي", []),
    ("مأليندرونات", []),
    ("no such script", []),
    ("é", []),
    ("", []),
]


@for_each(GOLDEN, lambda case: case[0])
def test_names_and_boundaries(case: tuple[str, list[str]]) -> None:
    """A name is found as a word of its script, and nowhere inside another word."""
    text, names = case
    found = FIND(text)

    assert names == [sense for *_, sense in found]
    assert all(plain(text[start:end]) == plain(sense) for start, end, sense in found)


@given(st.lists(st.one_of(st.sampled_from(sorted(NAMES)), st.text(max_size=3))))
def test_places_are_those_of_the_text(pieces: list[str]) -> None:
    """In any text, half characters included, hits are in order, apart, and cover what they name."""
    text = "".join(pieces)
    reached = 0
    for start, end, sense in FIND(text):
        assert reached <= start < end <= len(text)
        assert plain(sense) in plain(text[start:end])
        reached = end


@each_of(
    ("name", "other"),
    [
        ("骨化三醇", True),
        ("ビタミンD3", True),
        ("17β-estradiol", False),
        ("Fosamax", False),
        ("αβ", True),
        ("é", False),
        ("Альфа Д3", True),
    ],
)
def test_what_is_in_another_script(name: str, other: bool) -> None:
    """A name with Han, kana or Cyrillic letters is in another script; one with a single Greek letter is Latin."""
    assert is_in_other_script(name) is other


def test_no_names() -> None:
    """Without names nothing is found."""
    assert ScriptNames[str]({}).find("骨化三醇") == []


# A string, and its medication. Typed by hand: some are made by rules that other names attest.
FOUND = [
    ("アレンドロン酸ナトリウム錠 35mg", "alendronic-acid"),
    ("ゾレドロン酸点滴静注４ｍｇ「ニプロ」", "zoledronic-acid"),
    ("パミドロン酸二Ｎａ点滴静注用１５ｍｇ「サワイ」", "pamidronic-acid"),
    ("テリパラチド皮下注用\uff15\uff16\uff0e\uff15μ\uff47「サワイ」", "teriparatide"),
    ("デノスマブ", "denosumab"),
    ("唑来膦酸注射液", "zoledronic-acid"),
    ("阿仑膦酸钠片", "alendronic-acid"),
    ("地舒单抗", "denosumab"),
    ("알렌드론산정70mg", "alendronic-acid"),
    ("파미드로네이트", "pamidronic-acid"),
    ("пролиа", "denosumab"),
    ("этидроновая кислота", "etidronic-acid"),
    ("ризедронат 35 мг", "risedronic-acid"),
    ("базедоксифен", "bazedoxifene"),
    ("αλενδρονικό οξύ 70 mg", "alendronic-acid"),
    ("الأليندرونات", "alendronic-acid"),
]


@for_each(FOUND, lambda case: case[0])
def test_names_of_the_data(case: tuple[str, str]) -> None:
    """Product strings in other scripts give their medication, in prose too."""
    text, medication = case

    assert [each.id for each in COMPENDIUM.identify(text).medications] == [medication]
    assert [mention.entity.id for mention in COMPENDIUM.find_mentions(text)] == [medication]
