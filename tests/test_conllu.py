"""CoNLL-U: exact round trip of documents, and plain files of treebanks."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.article import Article
from kg.conllu import from_conllu, to_conllu
from kg.document import Document, Sentence, Span, Token
from kg.errors import DocumentError

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=12)
WORD = st.text(st.characters(exclude_categories=()), min_size=1, max_size=6)
PLAIN = """\
# sent_id = 1
# text = Du cote.
1-2	Du	_	_	_	_	_	_	_	_
1	de	de	ADP	_	_	3	case	_	_
2	le	le	DET	_	_	3	det	_	_
3	cote	cote	NOUN	_	_	0	root	_	SpaceAfter=No
4	.	.	PUNCT	_	_	3	punct	_	_

"""


@st.composite
def articles(draw: st.DrawFn, text: str) -> Article:
    """Draw an article with any characters in every field."""
    maybe = st.none() | ANYTHING
    day = draw(st.none() | st.just("2024-03-05"))
    return Article(
        text, id=draw(ANYTHING), title=draw(maybe), url=draw(maybe), publisher=draw(maybe), date=day, language=draw(ANYTHING), body=draw(st.integers(0, 9))
    )


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Draw a document with any characters in every string."""
    text = draw(ANYTHING)
    places: list[list[tuple[int, int]]] = []
    for _ in range(draw(st.integers(0, 3))):
        places.append([])
        for _ in range(draw(st.integers(1, 4))):
            word = draw(WORD)
            places[-1].append((len(text), len(text) + len(word)))
            text += word + draw(ANYTHING)
    article = draw(articles(text))
    sentences = tuple(draw(sentences_at(i, p, article.text)) for i, p in enumerate(places))
    return Document(article=article, sentences=sentences, warnings=tuple(draw(st.lists(ANYTHING, max_size=2))))


@st.composite
def sentences_at(draw: st.DrawFn, index: int, places: list[tuple[int, int]], text: str) -> Sentence:
    """Draw a sentence whose tokens stand at the places given."""
    tokens = []
    for begin, end in places:
        lemma, upos, xpos, feats, deprel = (draw(ANYTHING) for _ in range(5))
        head = draw(st.integers(-1, len(places) - 1))
        tokens.append(Token(text=text[begin:end], lemma=lemma, upos=upos, xpos=xpos, feats=feats, deprel=deprel, head=head, begin=begin, end=end))
    cuts = sorted(draw(st.sets(st.integers(0, len(places)))))
    spans = tuple(Span(start=a, end=b, type=draw(ANYTHING)) for a, b in pairwise(cuts) if draw(st.booleans()))
    return Sentence(index=index, tokens=tuple(tokens), entities=spans)


@given(documents())
def test_round_trip_is_exact(document: Document) -> None:
    """What was written is read back equal: text between tokens, offsets, entities, article, warnings, any Unicode."""
    assert from_conllu(to_conllu(document)) == document


@given(documents())
def test_written_lines_are_conllu(document: Document) -> None:
    """Any reader that splits lines finds comments, words of ten columns, and nothing else."""
    for line in to_conllu(document).splitlines():
        assert not line or line.startswith("# ") or len(line.split("\t")) == 10


def test_windows_line_ends_are_read() -> None:
    """A file with CRLF says the same."""
    assert from_conllu(PLAIN.replace("\n", "\r\n")) == from_conllu(PLAIN)


def test_plain_file_rebuilds_the_text() -> None:
    """Words of a range that they do not spell take all of its characters."""
    document = from_conllu(PLAIN)
    assert document.article.text == "Du cote."
    assert [(t.text, t.lemma, t.begin, t.end, t.head) for t in document.sentences[0].tokens] == [
        ("Du", "de", 0, 2, 2),
        ("Du", "le", 0, 2, 2),
        ("cote", "cote", 3, 7, -1),
        (".", ".", 7, 8, 2),
    ]


def test_range_that_its_words_spell_is_parted() -> None:
    """Words that spell their range take each its part."""
    rows = ["1-2 don't _ _ _ _ _ _ _ _", "1 do do AUX _ _ 0 root _ _", "2 n't not PART _ _ 1 advmod _ _", "3 go go VERB _ _ 1 dep _ _"]
    document = from_conllu("\n".join(rows).replace(" ", "\t"))
    assert document.article.text == "don't go"
    assert [(t.begin, t.end) for t in document.sentences[0].tokens] == [(0, 2), (2, 5), (6, 8)]


def test_paragraphs_empty_nodes_and_ids_of_plain_files() -> None:
    """A new paragraph is an empty line, empty nodes are left out, the id of the only document is kept."""
    word = "1\t{}\t_\tX\t_\t_\t0\troot\t_\t_\n"
    document = from_conllu(f"# newdoc id = d7\n{word.format('One')}1.1\tx\t_\t_\t_\t_\t_\t_\t_\t_\n\n# newpar\n{word.format('Two')}\n{word.format('Three')}")
    assert document.article.text == "One\n\nTwo Three"
    assert document.article.id == "d7"
    assert document.sentences[0].tokens[0].lemma == "One"


def test_entities_of_other_tools_are_read() -> None:
    """BIO tags as Stanza or older tools write them."""
    rows = ["B-PER", "I-PER", "B-PER", "O", "I-ORG", "S-LOC"]
    text = "".join(f"{i}\tw\tw\tX\t_\t_\t{i - 1}\tdep\t_\tner={tag}\n" for i, tag in enumerate(rows, start=1))
    found = [(s.start, s.end, s.type) for s in from_conllu(text).sentences[0].entities]
    assert found == [(0, 2, "PER"), (2, 3, "PER"), (4, 5, "ORG"), (5, 6, "LOC")]


def test_empty_text_is_an_empty_document() -> None:
    """Nothing in, nothing out."""
    assert from_conllu("") == Document(article=Article(""))
    assert to_conllu(Document(article=Article("", id="a"))) == "# newdoc id = a\n# kg.text = \\0\n\n"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("\t_\tSpaceAfter=No", "", 6, "8 columns"),
        ("3\tcote", "4\tcote", 6, "word number '4', expected 3"),
        ("0\troot", "9\troot", 6, "head 9"),
        ("0\troot", "_\troot", 6, "head '_' is no number"),
        ("0\troot", "-1\troot", 6, "head '-1' is no number"),
        ("1-2\tDu", "1-7\tDu", 4, "word range 1-7"),
        ("# sent_id = 1", "# kg.texts = 1", 1, "unknown comment"),
        ("# sent_id = 1", "# kg.body = x", 1, "is no number"),
        ("# sent_id = 1", "# kg.text = Du", 4, "no offsets"),
    ],
)
def test_errors_name_line_and_remedy(old: str, new: str, line: int, message: str) -> None:
    """A line that cannot be understood is named, with what to do."""
    assert old in PLAIN
    with pytest.raises(DocumentError, match=message) as caught:
        from_conllu(PLAIN.replace(old, new))
    assert caught.value.place == f"line {line}"
    assert caught.value.hint


def _one(text: str = "Talks", **changes: Any) -> Document:
    token = Token(text="Talks", lemma="talk", upos="NOUN", begin=0, end=5)
    return Document(article=Article(text, id="a1"), sentences=(Sentence(index=0, tokens=(replace(token, **changes),)),))


def test_offsets_of_another_text_are_refused() -> None:
    """A changed text no longer fits its tokens, whether written or read."""
    with pytest.raises(DocumentError, match="characters 1 to 6"):
        to_conllu(_one(begin=1, end=6))
    with pytest.raises(DocumentError, match="does not stand at characters 0 to 5") as caught:
        from_conllu(to_conllu(_one()).replace("kg.text = Talks", "kg.text = Walks"))
    assert caught.value.place == "line 5"


def test_bad_date_in_comments_is_a_document_error() -> None:
    """What makes no article makes no document."""
    with pytest.raises(DocumentError, match="is no date"):
        from_conllu(to_conllu(_one()).replace("# kg.text", "# kg.date = soon\n# kg.text"))


@pytest.mark.parametrize("spans", [((0, 1), (0, 1)), ((1, 2),), ((0, 0),)])
def test_overlapping_entities_are_refused(spans: tuple[tuple[int, int], ...]) -> None:
    """Entities stand in reading order without overlap, within the sentence."""
    sentence = replace(_one().sentences[0], entities=tuple(Span(start=a, end=b, type="X") for a, b in spans))
    with pytest.raises(DocumentError, match="overlaps another or lies outside"):
        to_conllu(replace(_one(), sentences=(sentence,)))


def test_misnumbered_sentence_is_refused() -> None:
    """An index that is not the place in the document would not be read back."""
    with pytest.raises(DocumentError, match="another index: 3"):
        to_conllu(replace(_one(), sentences=(replace(_one().sentences[0], index=3),)))
