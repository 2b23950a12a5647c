"""Codes of event data: countries and sectors of actors, contexts of topics, CAMEO codes; from the ontologies and the actor book."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pyoxigraph

import kg
from kg.actors import load_actors
from kg.vocabulary import ACTOR, CAMEO, EVENT_CLASSES, PARLEY, PLOVER, PLOVER_MODES, SKOS

__all__ = ["OLD_TYPES", "actor_of_code", "cameo_code", "class_of", "class_of_cameo", "code_of", "contexts_of", "modes_of_type", "sector_of"]

OLD_TYPES: Mapping[str, str] = MappingProxyType({"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT", "YIELD": "CONCEDE"})
"""Types of older drafts of PLOVER and what they are now."""

_INTERNATIONAL = {ACTOR.base + "united-nations": "UNO", ACTOR.base + "european-union": "EUR"}
_CODE_BY_KIND = {
    "international body": "IGO", "regional body": "IGO", "humanitarian": "NGO", "human rights organisation": "NGO",
}  # fmt: skip
_SECTORS = {
    "armed forces": "MIL", "armed group": "REB", "civil society": "CVL", "company": "BUS", "court": "JUD", "criminal group": "CRM",
    "government body": "GOV", "ministry": "GOV", "news agency": "JRN", "outlet": "JRN", "party": "PTY", "religious body": "REL",
    "research institute": "EDU", "union": "LAB",
}  # fmt: skip
# What CAMEO tells apart and PLOVER does not, but the classes of the ontology do.
_CLASS_BY_CAMEO = {"045": "Mediation", "046": "Talks", "051": "Praise", "057": "Signing", "196": "CeasefireViolation"}
_CAMEO_BY_CLASS = {name: code for code, name in _CLASS_BY_CAMEO.items()} | {
    "Meeting": "040", "Consultation": "040", "MultilateralMeeting": "040", "Facilitation": "045", "Hosting": "045", "Guarantee": "045",
    "Apology": "055", "Easing": "081", "CeasefireDeclaration": "0871", "Withdrawal": "0874", "Request": "020", "Criticism": "111",
    "Accusation": "112", "Veto": "129", "Ultimatum": "139", "Attack": "190", "AirStrike": "195", "DroneStrike": "195",
}  # fmt: skip


@cache
def _ontology(name: str) -> tuple[tuple[str, str, str], ...]:
    path = Path(kg.__file__).parent / "ontologies" / name
    quads = pyoxigraph.parse(path.read_bytes(), pyoxigraph.RdfFormat.TURTLE)
    return tuple((q.subject.value, q.predicate.value, q.object.value) for q in quads if not isinstance(q.object, pyoxigraph.Triple))


def _values(name: str, predicate: str) -> Iterator[tuple[str, str]]:
    return ((subject, object_) for subject, found, object_ in _ontology(name) if found == predicate)


@cache
def _countries() -> Mapping[str, str]:
    return dict(_values("actors.ttl", PARLEY.iso3))


@cache
def _countries_by_code() -> Mapping[str, str]:
    return {code: iri for iri, code in sorted(_countries().items(), reverse=True)}


def code_of(iri: str) -> str | None:
    """Return the country's ISO code of three letters or PLOVER's code of an international actor; None if the actor book gives none.

    Example:
        >>> code_of("https://w3id.org/parley/actor/qatar"), code_of("https://w3id.org/parley/actor/united-nations")
        ('QAT', 'UNO')
    """
    if code := _INTERNATIONAL.get(iri) or _countries().get(iri):
        return code
    actor = load_actors().actors.get(iri)
    if actor is None:
        return None
    if code := _CODE_BY_KIND.get(actor.kind or ""):
        return code
    return next((code for above in (actor.part_of, actor.based_in) if above and (code := _countries().get(above))), None)


def sector_of(iri: str) -> str | None:
    """Return PLOVER's sector of an actor in the actor book; None where its kind has none, as for states.

    Example:
        >>> sector_of("https://w3id.org/parley/actor/hamas")
        'REB'
    """
    actor = load_actors().actors.get(iri)
    return _SECTORS.get(actor.kind or "") if actor else None


def actor_of_code(code: str) -> str | None:
    """Return the IRI of the state that a code of three letters stands for.

    Example:
        >>> actor_of_code("NOR")
        'https://w3id.org/parley/actor/norway'
    """
    return _countries_by_code().get(code) or next((iri for iri, known in _INTERNATIONAL.items() if known == code), None)


@cache
def _contexts() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for topic, match in _values("topics.ttl", SKOS.closeMatch):
        if match.startswith(PLOVER.base + "context-"):
            found.setdefault(topic, []).append(match.rpartition("context-")[2])
    return {topic: tuple(sorted(names)) for topic, names in found.items()}


def contexts_of(topic: str) -> tuple[str, ...]:
    """Return the contexts of PLOVER that say the same as a topic, or nearly; those that are only related are left out.

    Example:
        >>> contexts_of("https://w3id.org/parley/topic/peacekeeping")
        ('peacekeeping',)
    """
    return _contexts().get(topic, ())


@cache
def _by_cameo() -> Mapping[str, tuple[str, str | None]]:
    types = {
        code.removeprefix(CAMEO.base): kind.removeprefix(PLOVER.base) for code, kind in _values("plover.ttl", PARLEY.ploverType) if code.startswith(CAMEO.base)
    }
    modes = {
        code.removeprefix(CAMEO.base): mode.removeprefix(PLOVER.base) for code, mode in _values("plover.ttl", PARLEY.ploverMode) if code.startswith(CAMEO.base)
    }
    return {code: (kind, modes[code].removeprefix(f"{kind}-") if code in modes else None) for code, kind in types.items()}


def class_of_cameo(code: str) -> tuple[str, str, str | None] | None:
    """Return the class, PLOVER type and mode of a CAMEO code, or of the code above it; None for what PLOVER dropped (comments, appeals).

    Example:
        >>> class_of_cameo("045"), class_of_cameo("0871"), class_of_cameo("010")
        (('Mediation', 'CONSULT', 'third-party'), ('Ceasefire', 'RETREAT', 'ceasefire'), None)
    """
    known = _by_cameo()
    while code and code not in known:
        code = code[:-1]
    if not code:
        return None
    kind = _CLASS_BY_CAMEO.get(code)
    if kind is not None:
        return kind, EVENT_CLASSES[kind].plover_type, EVENT_CLASSES[kind].mode
    plover_type, mode = known[code]
    return class_of(plover_type, mode), plover_type, mode


def class_of(plover_type: str, mode: str | None) -> str:
    """Return the class of the ontology with a PLOVER type and mode, the one named as the type or the first; with the type alone where none has the mode.

    A meeting that a third party hosts is a plain consultation, since PLOVER does not say who the third party is.

    Example:
        >>> class_of("REJECT", "yield"), class_of("CONSULT", "third-party"), class_of("SUPPORT", None)
        ('YieldRejection', 'Consultation', 'Support')
    """
    wanted = None if mode == "third-party" else mode
    found = [name for name, kind in EVENT_CLASSES.items() if kind.plover_type == plover_type and kind.mode in (wanted, None)]
    exact = [name for name in found if EVENT_CLASSES[name].mode == wanted] or found
    return plover_type.title() if plover_type.title() in exact else exact[0]


def modes_of_type(plover_type: str) -> tuple[str, ...]:
    """Return the modes of a PLOVER type.

    Example:
        >>> modes_of_type("CONSULT")
        ('visit', 'third-party', 'multilateral', 'phone')
    """
    return PLOVER_MODES[plover_type]


def cameo_code(kind: str, plover_type: str, mode: str | None) -> str:
    """Return the CAMEO code of an event: of its class, else the most general code of type and mode, else of the type.

    Example:
        >>> cameo_code("Mediation", "CONSULT", "third-party"), cameo_code("Ceasefire", "RETREAT", "ceasefire"), cameo_code("Aid", "AID", None)
        ('045', '0871', '070')
    """
    if kind in _CAMEO_BY_CLASS:
        return _CAMEO_BY_CLASS[kind]
    known = _by_cameo()
    for wanted in dict.fromkeys([(plover_type, mode), (plover_type, None)]):
        codes = [code for code, found in known.items() if found == wanted and len(code) > 2]
        if codes:
            return min(codes, key=lambda code: (len(code), code))
    return min(code for code, (found, _) in known.items() if found == plover_type)
