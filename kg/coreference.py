"""Coreference: which mentions of a document refer to the same actor.

Row 8 of the flow. Deterministic sieves, the most precise first, after Lee et al. (2013), "Deterministic coreference resolution based on entity-centric,
precision-ranked rules", Computational Linguistics 39(4): each sieve joins clusters that earlier ones built and never takes them apart.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

from kg.actors import ActorBook
from kg.document import Document, Sentence
from kg.lexicon import Lexicon
from kg.mention import Form, Mention, outranks

__all__ = ["SIEVES", "Clusters", "cluster", "norm"]

WINDOW = 4  # sentences that a description or pronoun looks back
MEMORY = 2000  # mentions that count for what a text mostly speaks of
ARMED = frozenset({"rebel", "separatist", "insurgent", "militant", "guerrilla", "fighter", "islamist", "jihadist", "secessionist", "resistance", "opposition"})
MOVEMENTS = frozenset({"group", "movement", "organisation", "organization", "militia", "faction", "resistance"})
GENERIC_BODIES = frozenset(
    {
        "group",
        "movement",
        "organisation",
        "organization",
        "militia",
        "faction",
        "party",
        "alliance",
        "bloc",
        "body",
        "agency",
        "company",
        "firm",
        "union",
        "council",
        "committee",
        "commission",
        "ministry",
        "court",
        "network",
        "front",
        "coalition",
        "institution",
        "association",
        "federation",
        "foundation",
        "charity",
        "centre",
        "center",
        "insurgent",
        "rebel",
        "separatist",
        "guerrilla",
        "militant",
        "camp",
    }
)
COUNTRY_NOUNS = frozenset({"country", "nation", "kingdom", "emirate", "republic", "state", "island", "monarchy", "sultanate"})
GOVERNMENT_NOUNS = frozenset(
    {
        "government",
        "authority",
        "army",
        "military",
        "regime",
        "administration",
        "cabinet",
        "authorities",
        "police",
        "troops",
        "official",
        "presidency",
        "parliament",
        "junta",
        "troop",
        "force",
    }
)
PERSONAL = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})
NEUTER = frozenset({"it", "its", "itself"})
PLURAL = frozenset({"they", "them", "their", "themselves", "theirs"})
RELATIVE = frozenset({"who", "whom", "whose", "which", "that"})
SIDES = re.compile(
    r"^(the |both |all |two |warring |rival |opposing |other )*(sides?|parties|party|countries|governments|delegations|leaders|presidents|ministers|premiers|men|capitals|nations|neighbours|neighbors|states|foes|rivals|camps|teams|communities)$",
    re.IGNORECASE,
)


@lru_cache(maxsize=65536)
def norm(text: str) -> str:
    """Fold a name for comparison: accents, case, articles, possessives and spaces around hyphens aside.

    Example:
        >>> norm("the  Sant’Egidio’s")
        "sant'egidio"
    """
    folded = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'"))
    folded = "".join(c for c in folded if not unicodedata.combining(c)).casefold()
    folded = re.sub(r"\s+", " ", folded).strip(" .,;:\"'")
    folded = re.sub(r"^(the|a|an) ", "", folded)
    return re.sub(r"'s?$", "", folded)


@dataclass(slots=True, kw_only=True)
class Clusters:
    """Mentions of a document in the course of being joined.

    Args:
        document: Where they stand.
        mentions: In reading order.
        book: The actor book.
        lexicon: The word lists.
        parent: Union-find forest over the mentions.
        known: Actor-book IRIs of each cluster, by its root.
        first_name: First name of each cluster that has one, by its root.
        by_head: Mention by sentence and head token, names before descriptions.
        starts: First mention of each sentence.
        named: The mentions that are names.
    """

    document: Document
    mentions: Sequence[Mention]
    book: ActorBook
    lexicon: Lexicon
    parent: list[int] = field(default_factory=list)
    known: dict[int, frozenset[str]] = field(default_factory=dict)
    first_name: dict[int, int] = field(default_factory=dict)
    by_head: dict[tuple[int, int], int] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)
    named: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Let every mention be a cluster of its own, and index names before nominals by their head token."""
        self.parent = list(range(len(self.mentions)))
        self.known = {i: frozenset({m.actor} if m.actor and not m.stands else ()) for i, m in enumerate(self.mentions)}
        self.first_name = {i: i for i, m in enumerate(self.mentions) if m.form in (Form.NAME, Form.DEMONYM)}
        self.starts = [bisect_left(self.mentions, s.index, key=lambda m: m.sentence) for s in self.document.sentences]
        for i, m in enumerate(self.mentions):
            key = (m.sentence, m.head)
            known = self.mentions[self.by_head[key]] if key in self.by_head else None
            if known is None or outranks(m, known):
                self.by_head[key] = i
            if m.form == Form.NAME:
                self.named.append(i)

    def find(self, i: int) -> int:
        """Return the first mention of a mention's cluster."""
        while self.parent[i] != i:
            self.parent[i] = self.parent[self.parent[i]]
            i = self.parent[i]
        return i

    def join(self, i: int, j: int) -> None:
        """Make one cluster of two, unless the actor book knows them as two actors."""
        a, b = sorted((self.find(i), self.find(j)))
        if a != b and not self._conflict(a, b):
            self._merge(a, b)

    def refer(self, i: int, j: int) -> None:
        """Let a description or pronoun refer to what another mention refers to; its own cluster goes along."""
        a, b = self.find(j), self.find(i)
        if a != b:
            self._merge(a, b)

    def _merge(self, a: int, b: int) -> None:
        self.parent[b] = a
        self.known[a] |= self.known.pop(b)
        named = [i for i in (self.first_name.get(a), self.first_name.pop(b, None)) if i is not None]
        if named:
            self.first_name[a] = min(named)

    def _conflict(self, a: int, b: int) -> bool:
        one, two = self.known[a], self.known[b]
        return bool(one and two and not one & two)

    def actors(self, i: int) -> frozenset[str]:
        """Return the actor-book IRIs that a mention's cluster carries."""
        return self.known[self.find(i)]

    def kind(self, i: int) -> str:
        """Return the kind of a cluster: that of its first name, else of the mention that all others refer to."""
        root = self.find(i)
        return self.mentions[self.first_name.get(root, root)].kind

    def is_named(self, i: int) -> bool:
        """Say whether a cluster holds a name."""
        return self.find(i) in self.first_name

    def names(self, *kinds: str) -> Iterator[int]:
        """Yield the mentions that are names, of the kinds given."""
        yield from (i for i in self.named if not kinds or self.mentions[i].kind in kinds)

    def sentence(self, i: int) -> Sentence:
        """Return the sentence of a mention."""
        return self.document.sentences[self.mentions[i].sentence]

    def before(self, i: int, *kinds: str, window: int = WINDOW) -> list[int]:
        """Return earlier mentions of the kinds, best antecedent first: nearest sentence, in it subjects first, then those nearest the left edge."""
        here = self.mentions[i]
        found = [
            j
            for j in range(self.starts[max(0, here.sentence - window)], i)
            if here.sentence - self.mentions[j].sentence <= window
            and self.mentions[j].stop <= here.begin
            and self.mentions[j].form != Form.DEMONYM
            and self.kind(j) in kinds
        ]
        return sorted(
            found,
            key=lambda j: (
                here.sentence - self.mentions[j].sentence,
                not self._is_subject(j),
                self.mentions[j].begin if self.mentions[j].sentence != here.sentence else -self.mentions[j].begin,
            ),
        )

    def _is_subject(self, j: int) -> bool:
        return self.sentence(j).tokens[self.mentions[j].head].deprel.startswith("nsubj")


def cluster(document: Document, mentions: Sequence[Mention], book: ActorBook, lexicon: Lexicon) -> list[int]:
    """Join the mentions that refer to the same.

    Returns:
        For each mention the index of its cluster's first mention.
    """
    clusters = Clusters(document=document, mentions=mentions, book=book, lexicon=lexicon)
    for sieve in SIEVES:
        sieve(clusters)
    return [clusters.find(i) for i in range(len(mentions))]


def same_actor(c: Clusters) -> None:
    """Join mentions of one actor of the book."""
    first: dict[str, int] = {}
    for i, m in enumerate(c.mentions):
        if m.actor:
            c.join(first.setdefault(m.actor, i), i)


def same_name(c: Clusters) -> None:
    """Join names that are spelt alike."""
    known = {norm(c.mentions[i].text) for i in c.names() if c.mentions[i].actor}
    first: dict[tuple[str, bool], int] = {}
    for i in c.names():
        text = norm(c.mentions[i].text)
        place_of_capital = text in known and c.mentions[i].kind == "Place" and c.mentions[i].actor is None
        c.join(first.setdefault((text, place_of_capital), i), i)


def acronyms(c: Clusters) -> None:
    """Join a name with the acronym that follows it in parentheses, and acronyms with the one name that has their initials."""
    for i in c.names():
        m = c.mentions[i]
        tokens = c.sentence(i).tokens
        if m.end + 1 < len(tokens) and tokens[m.end].text == "(":
            j = next((k for k in c.names() if c.mentions[k].sentence == m.sentence and c.mentions[k].start == m.end + 1), None)
            if (
                j is not None
                and c.mentions[j].end < len(tokens)
                and tokens[c.mentions[j].end].text == ")"
                and c.mentions[j].text.isupper()
                and m.kind != "Person"
            ):
                c.join(i, j)
    initials: dict[str, set[int]] = {}
    for j in _first_by_text(c, list(c.names("Organisation"))).values():
        initials.setdefault(_initials(c.mentions[j].text), set()).add(j)
    for i in _first_by_text(c, list(c.names("Organisation", "Place", "State"))).values():
        text = c.mentions[i].text.replace(".", "")
        if re.fullmatch(r"[A-Z]{3,8}", text):
            full = {c.find(j) for j in initials.get(text, ())}
            if len(full) == 1:
                c.join(full.pop(), i)


def _initials(name: str) -> str:
    return "".join(w[0] for w in re.findall(r"[^\W\d_]+", name) if w[0].isupper())


def person_names(c: Clusters) -> None:
    """Join a surname, or part of a name, with the one full name that ends in it or holds it."""
    full = _first_by_text(c, [i for i in c.names("Person") if len(_words(c.mentions[i].text)) > 1])
    single = _first_by_text(c, list(c.names("Person", "Organisation", "Place")))
    for i in single.values():
        m, words = c.mentions[i], _words(c.mentions[i].text)
        if not words or (m.kind != "Person" and (len(words) > 1 or m.actor)):
            continue
        roots = {c.find(j) for j in full.values() if j != i and _part_of(words, _words(c.mentions[j].text))}
        roots.discard(c.find(i))
        if len(roots) == 1:
            c.join(roots.pop(), i)


def _first_by_text(c: Clusters, indices: list[int]) -> dict[str, int]:
    """Return the first mention of each spelling; ``same_name`` has joined the others with it."""
    first: dict[str, int] = {}
    for i in indices:
        first.setdefault(norm(c.mentions[i].text), i)
    return first


def _words(name: str) -> list[str]:
    return [w for w in re.findall(r"[^\W\d_]+", norm(name)) if w not in ("al", "el", "bin", "ben", "ibn", "de", "van", "von", "der", "the", "s")]


def _part_of(short: list[str], long: list[str]) -> bool:
    """Say whether a name is part of a fuller one: same last word (spelling variants allowed), the others in order."""
    if len(short) >= len(long) and short != long:
        return len(short) == len(long) > 1 and all(_alike(a, b) for a, b in zip(short, long, strict=True))
    if len(short) == 1:
        return _alike(short[0], long[-1]) or (len(long) > 2 and short[0] in long[1:])
    rest = iter(long)
    return all(any(_alike(w, o) for o in rest) for w in short)


def _alike(a: str, b: str) -> bool:
    return a == b or (len(a) > 4 and len(b) > 4 and a[0] == b[0] and fuzz.ratio(a, b) >= 84)


def short_names(c: Clusters) -> None:
    """Join the short form of an organisation's name (``the Platform``) with the one longer name before it that holds it."""
    orgs = [i for i in c.names("Organisation") if len(_words(c.mentions[i].text)) > 1]
    for i in _first_by_text(c, list(c.names("Organisation", "Place"))).values():
        words = _words(c.mentions[i].text)
        if not words or c.mentions[i].actor:
            continue
        roots = {c.find(j) for j in orgs if j < i and len(_words(c.mentions[j].text)) > len(words) and _runs_in(words, _words(c.mentions[j].text))}
        if len(roots) == 1:
            c.join(roots.pop(), i)


def _runs_in(short: list[str], long: list[str]) -> bool:
    return any(long[k : k + len(short)] == short for k in (0, len(long) - len(short)))


def anchored(c: Clusters) -> None:
    """Join a description with the actor that it names and stands for: ``Qatari mediators`` with Qatar."""
    for i, m in enumerate(c.mentions):
        if m.form == Form.NOMINAL and m.stands and m.anchor is not None and c.find(i) == i:
            j = c.by_head.get((m.sentence, m.anchor))
            if j is not None and c.mentions[j].form in (Form.NAME, Form.DEMONYM) and (c.mentions[j].kind == m.kind or m.kind == "Person"):
                c.join(j, i)


def governments(c: Clusters) -> None:
    """Join the government that is called by its head or party (``the Ghani administration``) with the state: that of the person's office, else the one spoken of most."""
    for i, m in enumerate(c.mentions):
        if (
            m.form != Form.NOMINAL
            or not m.stands
            or m.anchor is None
            or c.find(i) != i
            or c.sentence(i).tokens[m.head].lemma.lower() not in GOVERNMENT_NOUNS | {"team", "side", "delegation"}
        ):
            continue
        j = c.by_head.get((m.sentence, m.anchor))
        if (
            j is None
            or c.mentions[j].form != Form.NAME
            or c.mentions[j].kind not in ("Person", "Organisation")
            or (c.mentions[j].kind == "Organisation" and not _is_party(c, j, m))
        ):
            continue
        home = _state_of(c, j)
        if home is not None:
            c.refer(i, home)


def _is_party(c: Clusters, j: int, m: Mention) -> bool:
    """Say whether an organisation before ``government`` is a party that rules, rather than a body with an administration of its own."""
    actor = c.book.actors.get(c.mentions[j].actor or "")
    return c.sentence(j).tokens[m.head].lemma.lower() in ("government", "regime") and (actor is None or actor.kind in ("party", "armed group"))


def _state_of(c: Clusters, j: int) -> int | None:
    actor = c.book.actors.get(c.mentions[j].actor or "")
    offices = {o.of for o in actor.offices} if actor else set()
    return next((k for k in c.names("State") if c.mentions[k].actor in offices), None) or _home_state(c, len(c.mentions))


SAME_TITLES = {
    "envoy": "ambassador",
    "premier": "minister",
    "chairperson": "chairman",
    "chairwoman": "chairman",
    "chair": "chairman",
    "spokeswoman": "spokesman",
    "spokesperson": "spokesman",
    "chief": "head",
    "boss": "head",
}


def offices(c: Clusters) -> None:
    """Join ``the Iranian president`` or ``the minister`` with the person who was given that title before."""
    titles = c.lexicon.list("titles")
    held: list[tuple[str, str | None, int]] = []
    for i, m in enumerate(c.mentions):
        sentence = c.sentence(i)
        if m.form == Form.NAME and m.kind == "Person":
            held += [(lemma, anchor, i) for lemma, anchor in _titles_of(c, i)]
        elif (
            m.form == Form.NOMINAL
            and not m.plural
            and sentence.tokens[m.head].lemma.lower() in titles
            and not (m.stands and m.kind == "Person")
            and _is_definite(sentence, m)
        ):
            lemma, anchor = _title(sentence, m.head), _anchor_text(c, sentence, m.head)
            known = {c.find(j) for held_lemma, held_anchor, j in held if held_lemma == lemma and (anchor is None or held_anchor in (None, anchor))}
            known = known or _in_office(c, i, lemma, anchor)
            if len(known) == 1:
                c.refer(i, known.pop())
            elif known and anchor is None:
                c.refer(i, [j for t, _, j in held if t == lemma][-1])


def _title(sentence: Sentence, token: int) -> str:
    lemma = sentence.tokens[token].lemma.lower()
    return SAME_TITLES.get(lemma, lemma)


def _in_office(c: Clusters, i: int, lemma: str, anchor: str | None) -> set[int]:
    """Return the persons named before who, by the actor book, hold or held an office of that title."""
    found = set()
    for j in c.names("Person"):
        actor = c.book.actors.get(c.mentions[j].actor or "")
        if j < i and anchor and actor and any(o.of == anchor and lemma in o.title.lower().split() for o in actor.offices):
            found.add(c.find(j))
    return found


def _titles_of(c: Clusters, i: int) -> Iterator[tuple[str, str | None]]:
    """Yield title lemma and actor for the titles written before a name or in apposition to it."""
    sentence, m = c.sentence(i), c.mentions[i]
    titles = c.lexicon.list("titles")
    for j in sentence.children[m.head]:
        if sentence.tokens[j].lemma.lower() in titles and sentence.tokens[j].deprel in ("nmod:desc", "compound", "appos", "flat", "nmod"):
            yield _title(sentence, j), _anchor_text(c, sentence, j) or _anchor_text(c, sentence, m.head)
    head = sentence.tokens[m.head]
    if head.deprel == "appos" and head.head >= 0 and sentence.tokens[head.head].lemma.lower() in titles:
        yield _title(sentence, head.head), _anchor_text(c, sentence, head.head)


def _anchor_text(c: Clusters, sentence: Sentence, head: int) -> str | None:
    for j in sentence.children[head]:
        k = c.by_head.get((sentence.index, j))
        if k is not None and c.mentions[k].form in (Form.NAME, Form.DEMONYM) and c.mentions[k].kind in ("State", "Organisation"):
            return c.mentions[k].actor or norm(c.mentions[k].text)
    return None


def _is_definite(sentence: Sentence, m: Mention) -> bool:
    return any(sentence.tokens[j].text.lower() in ("the", "this", "that", "both") for j in sentence.dependents(m.head, "det")) or any(
        True for _ in sentence.dependents(m.head, "nmod:poss")
    )


def descriptions(c: Clusters) -> None:
    """Join a definite description without a name (``the group``, ``the kingdom``, ``the government``) with what it most likely picks up."""
    for i, m in enumerate(c.mentions):
        if (
            m.form != Form.NOMINAL
            or c.is_named(i)
            or (m.anchor is not None and not _is_movement(c, i))
            or not _is_definite(c.sentence(i), m)
            or SIDES.match(m.text)
        ):
            continue
        lemma = c.sentence(i).tokens[m.head].lemma.lower()
        target = _by_head_noun(c, i, lemma) or _by_class(c, i, lemma)
        if target is not None:
            c.refer(i, target)


def _is_movement(c: Clusters, i: int) -> bool:
    """Say whether a description with an adjective of nation means a movement of that nation: ``the Palestinian militant group``."""
    return c.sentence(i).tokens[c.mentions[i].head].lemma.lower() in MOVEMENTS and not c.mentions[i].stands


def _main_movement(c: Clusters, i: int) -> int | None:
    """Return the armed group or movement named most often before a mention."""
    counts: Counter[int] = Counter()
    for j in range(max(0, i - MEMORY), i):
        m = c.mentions[j]
        if m.form == Form.NAME and m.kind == "Organisation":
            actor = c.book.actors.get(m.actor or "")
            if actor is None or (actor.kind or "") in ("armed group", "party", "movement"):
                counts[c.find(j)] += 1 + (actor is not None)
    return max(counts, key=lambda r: (counts[r], -r)) if counts else None


def _by_head_noun(c: Clusters, i: int, lemma: str) -> int | None:
    """Find the nearest earlier organisation whose name holds the noun: ``the council`` after ``Transitional Military Council``."""
    for j in reversed(range(max(0, i - MEMORY), i)):
        m = c.mentions[j]
        if m.form == Form.NAME and m.kind == "Organisation" and len(_words(m.text)) > 1 and lemma in norm(m.text).split():
            return j
    return None


def _by_class(c: Clusters, i: int, lemma: str) -> int | None:
    kinds: tuple[str, ...] = ()
    if lemma in ARMED:
        return _main_movement(c, i)
    if lemma == "junta":
        councils = [j for j in c.names("Organisation") if j < i and {"military", "council", "junta"} & set(norm(c.mentions[j].text).split())]
        return councils[-1] if councils else _home_state(c, i)
    if lemma in COUNTRY_NOUNS | GOVERNMENT_NOUNS and not c.mentions[i].plural | (lemma in COUNTRY_NOUNS and c.mentions[i].plural):
        kinds = ("State",)
    elif lemma in GENERIC_BODIES and not c.mentions[i].plural:
        kinds = ("Organisation",)
    elif lemma in ("authority", "official", "troop", "force"):
        kinds = ("State",)
    if not kinds:
        return None
    if kinds == ("State",) and lemma in GOVERNMENT_NOUNS:
        return _home_state(c, i)
    found = [j for j in c.before(i, *kinds, window=8 if lemma in COUNTRY_NOUNS else WINDOW) if c.is_named(j) and not _is_outlet(c, j)]
    if lemma in COUNTRY_NOUNS - {"country", "nation", "state", "island"}:
        found = [j for j in found if _is_called(c, j, lemma)]
    return found[0] if found else None


def _is_called(c: Clusters, j: int, lemma: str) -> bool:
    """Say whether a state is a kingdom, sultanate, emirate or republic by its official name."""
    for iri in c.actors(j):
        actor = c.book.actors[iri]
        if any(lemma in name.lower().split() for name in actor.names) or (lemma == "emirate" and actor.name.lower() in c.lexicon.list("emirates")):
            return True
    return False


def _is_outlet(c: Clusters, j: int) -> bool:
    iri = c.mentions[j].actor
    return iri is not None and iri in c.book.actors and c.book.actors[iri].kind in ("outlet", "news agency")


def _home_state(c: Clusters, i: int) -> int | None:
    """Return the state named most often up to a mention, the lead counting more; the first of equals."""
    counts: Counter[int] = Counter()
    for j in range(max(0, i - MEMORY), i):
        m = c.mentions[j]
        if m.kind == "State" and m.form in (Form.NAME, Form.DEMONYM):
            counts[c.find(j)] += 3 if m.sentence < 1 else 1
    return max(counts, key=lambda r: (counts[r], -r)) if counts else None


def relatives(c: Clusters) -> None:
    """Join a relative pronoun with the noun that its clause modifies."""
    for i, m in enumerate(c.mentions):
        if m.form == Form.PRONOUN and m.text.lower() in RELATIVE:
            sentence = c.sentence(i)
            for j in sentence.ancestors(m.head):
                if sentence.tokens[j].deprel.startswith("acl") and sentence.tokens[j].head >= 0:
                    target = c.by_head.get((m.sentence, sentence.tokens[j].head))
                    if target is not None:
                        c.refer(i, target)
                    break
            if c.find(i) == i and m.text.lower() != "that":
                before = [
                    j for j in range(i) if c.mentions[j].sentence == m.sentence and c.mentions[j].form == Form.NAME and 1 <= m.start - c.mentions[j].end <= 2
                ]
                if before:
                    c.refer(i, before[-1])


def pronouns(c: Clusters) -> None:
    """Join a pronoun with the nearest fitting antecedent, subjects first."""
    for i, m in enumerate(c.mentions):
        if m.form != Form.PRONOUN:
            continue
        word = m.text.lower()
        kinds: tuple[str, ...] = (
            ("Person",) if word in PERSONAL else ("State", "Organisation") if word in NEUTER else ("Group", "Organisation") if word in PLURAL else ()
        )
        found = [j for j in c.before(i, *kinds, window=2) if c.mentions[j].form != Form.PRONOUN or c.find(j) != j] if kinds else []
        if word in PLURAL:
            found = [j for j in found if c.mentions[j].plural]
        found = [j for j in found if not _clashes(c, i, j)]
        if found:
            c.refer(i, found[0])


def _clashes(c: Clusters, i: int, j: int) -> bool:
    """Say whether a pronoun and a candidate are arguments of one verb, which would need a reflexive."""
    one, two = c.mentions[i], c.mentions[j]
    if one.sentence != two.sentence:
        return False
    tokens = c.sentence(i).tokens
    return tokens[one.head].head == tokens[two.head].head and not tokens[one.head].deprel.startswith("nmod")


def anchored_by_pronoun(c: Clusters) -> None:
    """Join ``its negotiators`` with what ``its`` refers to."""
    for i, m in enumerate(c.mentions):
        if m.form == Form.NOMINAL and m.stands and m.anchor is not None and not c.is_named(i):
            j = c.by_head.get((m.sentence, m.anchor))
            if j is not None and c.mentions[j].form == Form.PRONOUN and c.kind(j) in ("State", "Organisation") and c.find(j) != j:
                c.refer(i, j)


SIEVES: tuple[Callable[[Clusters], None], ...] = (
    same_actor,
    same_name,
    acronyms,
    person_names,
    short_names,
    offices,
    governments,
    anchored,
    descriptions,
    relatives,
    pronouns,
    anchored_by_pronoun,
)
