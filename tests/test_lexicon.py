"""Lexicon files: what they may hold, what users may add, and what is said of a broken one."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.document import Sentence, Token
from kg.errors import LexiconError
from kg.extract.match import find_matches
from kg.lexicon import load_lexicon
from kg.lexicon_entries import parse_trigger
from kg.vocabulary import EVENT_CLASSES, PLOVER_MODES, PLOVER_TYPES

GOOD = """
[[frame]]
id = "mine-clearance"
kind = "Cooperation"
verbs = ["{clear,remove} mine"]
actor = ["subj"]
recipient = ["for", "with"]
note = "Clearing mines together."
examples = [["Ghana cleared mines with Kenya.", ["cooperates(Ghana, Kenya)"]]]

[words]
bodies = ["sapper"]
"""


def write(folder: Path, text: str) -> Path:
    """Write a lexicon file."""
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def sentence() -> Sentence:
    """Ghana cleared mines with Kenya."""
    words = [
        ("Ghana", "Ghana", "PROPN", 1, "nsubj"),
        ("cleared", "clear", "VERB", -1, "root"),
        ("mines", "mine", "NOUN", 1, "obj"),
        ("with", "with", "ADP", 4, "case"),
        ("Kenya", "Kenya", "PROPN", 1, "obl"),
    ]
    return Sentence(index=0, tokens=tuple(Token(text=t, lemma=m, upos=u, head=h, deprel=d) for t, m, u, h, d in words))


def test_a_user_adds_a_frame_and_words_without_code(tmp_path: Path) -> None:
    """The frame fires, and the word list is ours with the user's words added."""
    lexicon = load_lexicon(write(tmp_path, GOOD))
    matches = find_matches(sentence(), lexicon)
    assert [(m.frame.id, str(m.trigger), m.tokens) for m in matches] == [("mine-clearance", "clear mine", (1, 2))]
    assert {"sapper", "ministry"} <= lexicon.list("bodies")
    assert find_matches(sentence(), load_lexicon()) == []


def test_what_a_frame_leaves_out_comes_from_its_event_class(tmp_path: Path) -> None:
    """Type, mode and predicate follow from the kind."""
    frame = load_lexicon(write(tmp_path, GOOD.replace("Cooperation", "AirStrike"))).frames[-1]
    assert (frame.type, frame.mode, frame.predicate) == ("ASSAULT", "aerial", "attacks")


def test_a_frame_may_be_like_another(tmp_path: Path) -> None:
    """Slots, needs and the rest come from it; triggers, note and examples do not."""
    more = '\n[[frame]]\nid = "second"\nlike = "mine-clearance"\nverbs = ["demine"]\nrecipient = ["with"]\n'
    frame = load_lexicon(write(tmp_path, GOOD.replace("[words]", f"{more}\n[words]"))).frames[-1]
    assert (frame.kind, frame.slots["actor"], frame.slots["recipient"]) == ("Cooperation", ("subj",), ("with",))
    assert [str(t) for t in frame.verbs] == ["demine"]
    assert (frame.note, frame.examples) == ("", ())


def test_a_user_frame_replaces_the_one_with_its_id(tmp_path: Path) -> None:
    """There is one frame of each id."""
    lexicon = load_lexicon(write(tmp_path, GOOD.replace("mine-clearance", "veto")))
    assert [f.note for f in lexicon.frames if f.id == "veto"] == ["Clearing mines together."]
    assert "veto" not in lexicon.verbs


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('kind = "Cooperation"', 'kind = "Cooking"', 4, "kind = 'Cooking' is not known"),
        ('kind = "Cooperation"', "", 3, "has no kind"),
        ('kind = "Cooperation"', 'kind = "Cooperation"\ntype = "TALK"', 5, "type = 'TALK' is not known"),
        ('kind = "Cooperation"', 'kind = "Cooperation"\nmode = "aerial"', 5, "mode = 'aerial' is no mode of COOPERATE"),
        ('kind = "Cooperation"', 'kind = "Cooperation"\npredicate = "likes"', 5, "predicate = 'likes' is not known"),
        ('kind = "Cooperation"', 'kind = "Cooperation"\nstatus = "dead"', 5, "status = 'dead' is not known"),
        ('kind = "Cooperation"', 'kind = "Cooperation"\nsymmetric = "yes"', 5, "symmetric = 'yes' must be true or false"),
        ('kind = "Cooperation"', 'kind = "Cooperation"\nlike = "nobody"', 5, "like = 'nobody' names no frame"),
        ('kind = "Cooperation"', 'kind = "Cooperation"\nneeds = ["boss"]', 5, "needs the unknown role 'boss'"),
        ('kind = "Cooperation"', 'kind = "Cooperation"\nkinds.actor = ["Alien"]', 5, "kinds: actor = ['Alien'] is not known"),
        ('actor = ["subj"]', 'actor = ["SUBJ"]', 6, "unknown slot 'SUBJ' of actor"),
        ('actor = ["subj"]', 'actor = "subj"', 6, "actor must be a list of words"),
        ('actor = ["subj"]', 'agent = ["subj"]', 6, "unknown key 'agent'"),
        ('verbs = ["{clear,remove} mine"]', "", 3, "has no trigger"),
        ('verbs = ["{clear,remove} mine"]', 'verbs = ["{clear, remove} mine"]', 5, "has another form"),
        ('"mine-clearance"', '"Mine Clearance"', 3, "a frame needs an id of small letters"),
        ('["cooperates(Ghana, Kenya)"]', '["Ghana and Kenya"]', 9, "has another form"),
        ("[words]", "[word]", 11, "unknown table 'word'"),
        ("[words]", "[words]\nbodies2 = 5\n", 12, "bodies2 must be a list of words"),
        ("[[frame]]", "[[frame]", 2, "is no valid TOML"),
    ],
)
def test_a_broken_entry_is_named_with_file_line_and_remedy(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    """The message says where the entry stands, what is wrong with it, and what to do."""
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(LexiconError) as caught:
        load_lexicon(path)
    assert caught.value.place == f"{path}:{line}"
    assert message in caught.value.message
    assert caught.value.hint


def test_a_frame_stands_once_in_a_file(tmp_path: Path) -> None:
    """Two frames of one id in a file are a mistake."""
    with pytest.raises(LexiconError, match="stands twice"):
        load_lexicon(write(tmp_path, GOOD.split("[words]")[0] * 2))


def test_a_file_that_is_missing_or_no_text_is_named(tmp_path: Path) -> None:
    """The path stands in the message."""
    with pytest.raises(LexiconError, match=r"none\.toml"):
        load_lexicon(tmp_path / "none.toml")
    broken = tmp_path / "latin.toml"
    broken.write_bytes(b"# \xe9\xff")
    with pytest.raises(LexiconError, match="not UTF-8"):
        load_lexicon(broken)


def test_braces_list_alternatives_and_a_preposition_may_lead() -> None:
    """Each combination is a trigger; a leading preposition stands before the head."""
    assert [str(t) for t in parse_trigger("{impose,slap} {sanction,tariff}")] == ["impose sanction", "impose tariff", "slap sanction", "slap tariff"]
    trigger = parse_trigger("under arrest")[0]
    assert (trigger.head, trigger.case, trigger.parts) == ("arrest", "under", ())


def test_a_verb_is_known_by_its_form_where_its_lemma_is_wrong() -> None:
    """Lemmatizers make ``fre`` of ``freed``."""
    tokens = (Token(text="Ghana", lemma="Ghana", upos="PROPN", head=1, deprel="nsubj"), Token(text="freed", lemma="fre", upos="VERB", xpos="VBD"))
    assert [m.frame.id for m in find_matches(Sentence(index=0, tokens=tokens), load_lexicon())] == ["release"]


def test_the_bundled_frames_cover_all_plover_types_and_their_modes() -> None:
    """Each of the sixteen types has a frame; each mode that speaks of politics too."""
    frames = load_lexicon().frames
    assert {f.type for f in frames} == set(PLOVER_TYPES)
    assert all(f.kind in EVENT_CLASSES for f in frames)
    modes = {(f.type, f.mode) for f in frames} | {("REQUEST", "assist")}
    missing = {(t, m) for t, names in PLOVER_MODES.items() for m in names} - modes
    assert missing <= {("SANCTION", "convict")}
