"""Polarity and modality of an event, by what has scope over its trigger in the tree.

The walk goes from the trigger to the root; at each level it looks at negation, auxiliaries and modifiers of the word, then at what the word above does to it
(``failed to``, ``plans to``, ``hopes that``, ``denied that``). Two negations cancel. Of several modalities the weakest holds: possible before planned
before asserted.
After the factuality lattice of Saurí & Pustejovsky (2009), "FactBank", Language Resources and Evaluation 43, reduced to our three values.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.document import Sentence
from kg.lexicon import Lexicon

__all__ = ["Scope", "scope_of"]

ORDER = ("asserted", "planned", "possible")
TAKEN = frozenset({"part", "role", "place", "share", "hand", "seat", "interest", "attempt", "effort", "step", "move", "intention", "plan", "business"})
HARMLESS = frozenset({"detail", "doubt", "comment", "secret", "mistake", "surprise", "stranger", "information"})  # ``gave no details of`` denies nothing
CONDITIONAL = frozenset({"if", "unless", "whether", "lest", "should"})


@dataclass(slots=True)
class Scope:
    """Polarity and modality as they stand on the way up the tree."""

    negations: int = 0
    modality: str = "asserted"

    @property
    def polarity(self) -> str:
        """Return ``negative`` if an odd number of negations has scope, else ``positive``."""
        return "negative" if self.negations % 2 else "positive"

    def weaken(self, modality: str) -> None:
        """Keep the weaker of two modalities."""
        self.modality = max(self.modality, modality, key=ORDER.index)


def scope_of(sentence: Sentence, token: int, lexicon: Lexicon, *, skip: frozenset[int] = frozenset()) -> Scope:
    """Work out what has scope over a token.

    Args:
        sentence: Its sentence.
        token: The trigger.
        lexicon: Word lists ``negators``, ``negative_verbs``, ``planning``, ``possible`` and the like.
        skip: Tokens that belong to the trigger and say nothing of scope.
    """
    scope = Scope()
    seen: set[int] = set()
    here = token
    while here not in seen:
        seen.add(here)
        _level(sentence, here, lexicon, scope, skip)
        above = sentence.tokens[here].head
        if above < 0 or not _passes(sentence, here, lexicon, scope, skip):
            break
        here = above
    return scope


def _level(sentence: Sentence, here: int, lexicon: Lexicon, scope: Scope, skip: frozenset[int]) -> None:
    """Look at the dependents of a word that deny or weaken it."""
    for j in sentence.children[here]:
        if j in skip:
            continue
        child = sentence.tokens[j]
        lemma, relation = child.text.lower(), child.deprel.split(":")[0]
        if _negates(sentence, j, lexicon):
            scope.negations += 1
        elif relation == "mark" and lemma in CONDITIONAL:
            scope.weaken("possible")
        elif relation == "aux":
            _modal(lemma, lexicon, scope)
        elif relation in ("amod", "advmod"):
            _modifier(child.lemma.lower(), lexicon, scope)
    _is_to(sentence, here, scope)
    _shared_auxiliaries(sentence, here, lexicon, scope, skip)


def _negates(sentence: Sentence, j: int, lexicon: Lexicon) -> bool:
    """Say whether a dependent denies its head: ``not``, ``no``, ``without``, a subject such as ``neither bloc``."""
    child = sentence.tokens[j]
    lemma, relation = child.text.lower(), child.deprel.split(":")[0]
    if relation in ("case", "mark"):
        return lemma == "without"
    if relation == "nsubj":
        return _denies(sentence, j)
    if relation == "obj":  # ``took no part in the mediation``
        return any(sentence.tokens[k].text.lower() == "no" for k in sentence.dependents(j, "det")) and child.lemma.lower() in TAKEN
    if lemma == "no" and sentence.tokens[child.head].lemma.lower() in HARMLESS:
        return False
    return relation in ("advmod", "det", "cc", "neg", "discourse") and (lemma in lexicon.list("negators") or child.lemma.lower() in ("not", "never"))


def _denies(sentence: Sentence, subject: int) -> bool:
    """Say whether a subject denies its clause: ``neither bloc``, ``no party``, ``nobody``."""
    words = [subject, *sentence.dependents(subject, "det", "advmod", "cc")]
    return any(sentence.tokens[k].text.lower() in ("no", "neither", "none", "nobody", "nothing", "nor") for k in words)


def _modal(lemma: str, lexicon: Lexicon, scope: Scope) -> None:
    if lemma in lexicon.list("possible_modals"):
        scope.weaken("possible")
    elif lemma in lexicon.list("planned_modals"):
        scope.weaken("planned")


def _modifier(lemma: str, lexicon: Lexicon, scope: Scope) -> None:
    if lemma in lexicon.list("future_words"):
        scope.weaken("planned")
    elif lemma in lexicon.list("possible_words") or lemma in ("possibly", "perhaps", "maybe", "reportedly", "allegedly", "potentially"):
        scope.weaken("possible")


def _is_to(sentence: Sentence, here: int, scope: Scope) -> None:
    """Read ``is to meet`` and ``is due to meet`` as plans."""
    marks = [j for j in sentence.dependents(here, "mark") if sentence.tokens[j].lemma.lower() == "to"]
    copula = any(sentence.tokens[j].lemma == "be" and j < (marks[0] if marks else 0) for j in sentence.dependents(here, "aux", "cop"))
    if marks and (copula or sentence.tokens[here].deprel == "root" or _under_be(sentence, here)):
        scope.weaken("planned")


def _under_be(sentence: Sentence, here: int) -> bool:
    token = sentence.tokens[here]
    return token.deprel in ("xcomp", "ccomp") and token.head >= 0 and sentence.tokens[token.head].lemma.lower() == "be"


def _shared_auxiliaries(sentence: Sentence, here: int, lexicon: Lexicon, scope: Scope, skip: frozenset[int]) -> None:
    """Let a verb without auxiliary or subject of its own share the auxiliaries of the verb that it is coordinated with."""
    token = sentence.tokens[here]
    if token.deprel != "conj" or token.head < 0 or sentence.dependents(here, "aux", "nsubj", "mark") or token.xpos in ("VBD", "VBZ", "VBP"):
        return
    for j in sentence.dependents(token.head, "aux"):
        if j not in skip:
            _modal(sentence.tokens[j].text.lower(), lexicon, scope)
    no_contrast = not any(sentence.tokens[j].lemma.lower() == "but" for j in sentence.dependents(here, "cc"))
    if no_contrast and token.upos == "VERB" and any(sentence.tokens[j].lemma.lower() in ("not", "never") for j in sentence.dependents(token.head, "advmod")):
        scope.negations += 1


def _passes(sentence: Sentence, here: int, lexicon: Lexicon, scope: Scope, skip: frozenset[int]) -> bool:
    """Apply what the word above does to its dependent; say whether the walk goes on from there."""
    token = sentence.tokens[here]
    above = sentence.tokens[token.head]
    relation, lemma = token.deprel.split(":")[0], above.lemma.lower()
    if token.deprel == "acl:relcl":
        _described(sentence, token.head, lexicon, scope)
        return False
    if relation in ("parataxis", "appos", "root", "list", "discourse", "vocative"):
        return False
    if relation == "conj":
        return _through_conjunct(sentence, here, token.head)
    if relation == "advcl":
        if _through_adverbial(sentence, here):
            _governing(sentence, here, token.head, lexicon, scope)
            return True
        return False
    if token.head in skip:
        return True
    if relation in ("xcomp", "ccomp", "acl", "obj", "obl", "nmod", "nsubj", "csubj", "compound", "amod", "advmod"):
        _governing(sentence, here, token.head, lexicon, scope)
    if relation == "nsubj" and token.deprel != "nsubj:pass":
        return above.upos == "VERB" and lemma in (
            "begin",
            "start",
            "resume",
            "continue",
            "take",
            "happen",
            "occur",
            "fail",
            "open",
            "go",
            "proceed",
            "convene",
            "be",
            "hold",
            "collapse",
            "follow",
            "appear",
            "expect",
        )
    return True


def _described(sentence: Sentence, noun: int, lexicon: Lexicon, scope: Scope) -> None:
    """What is told of something that need not exist is only possible: ``any accord that they sign``."""
    words = {sentence.tokens[j].lemma.lower() for j in sentence.dependents(noun, "det", "amod")}
    if words & {"any", "whatever", "whichever"} or words & lexicon.list("possible_words") or words & lexicon.list("future_words"):
        scope.weaken("possible")


def _through_conjunct(sentence: Sentence, here: int, head: int) -> bool:
    """A conjunct without subject of its own goes on from its head only as a complement: both stand below the same word."""
    return (
        sentence.tokens[here].xpos not in ("VBD", "VBZ", "VBP")
        and not sentence.dependents(here, "nsubj")
        and sentence.tokens[head].deprel.split(":")[0] in ("xcomp", "ccomp", "obj", "acl", "nmod", "obl", "advcl")
    )


def _through_adverbial(sentence: Sentence, here: int) -> bool:
    """A purpose is as sure as what is done for it (``will meet to discuss``); other adverbial clauses stand for themselves."""
    marks = {sentence.tokens[j].text.lower() for j in sentence.dependents(here, "mark", "case", "advmod")}
    before = here > 0 and sentence.tokens[here - 1].text.lower() == "to"
    return (before or "to" in marks) and not sentence.dependents(here, "nsubj")


def _governing(sentence: Sentence, here: int, above: int, lexicon: Lexicon, scope: Scope) -> None:
    token, head = sentence.tokens[here], sentence.tokens[above]
    lemma, relation = head.lemma.lower(), token.deprel.split(":")[0]
    clausal = relation in ("xcomp", "ccomp", "acl", "csubj", "advcl") or (relation in ("obj", "obl", "nmod", "nsubj") and token.upos != "VERB")
    if not clausal:
        return
    out = any(sentence.tokens[j].lemma.lower() in ("out", "short") for j in sentence.dependents(above, "compound:prt", "advmod", "case"))
    if lemma == "rule":
        scope.negations += out
        scope.weaken("possible" if out else scope.modality)
    elif lemma in lexicon.list("negative_verbs") or (head.upos == "NOUN" and lemma in lexicon.list("negative_nouns")):
        if relation != "nsubj" or token.deprel == "nsubj:pass" or lemma == "cease":
            scope.negations += lemma != "dispute"
    elif lemma in lexicon.list("planning") and relation in ("xcomp", "ccomp", "acl", "advcl"):
        scope.weaken("planned")
    elif lemma in lexicon.list("possible") and (
        relation in ("xcomp", "ccomp", "acl", "csubj", "advcl")
        or (relation == "nmod" and head.upos == "NOUN")
        or (relation == "obl" and lemma in ("close", "near", "ready", "open", "call", "hope"))
    ):
        scope.weaken("possible")
        scope.negations += lemma == "unlikely"
