"""The words of the graph: closed namespaces that equal the files in ``ontologies/`` (a test compares both ways).

Terms are plain strings, so that this module costs nothing to import.

Example:
    >>> PARLEY.mediates
    'https://w3id.org/parley/ontology#mediates'
    >>> TOPIC["hostage-release"]
    'https://w3id.org/parley/topic/hostage-release'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kg.namespace import Namespace

__all__ = [
    "ACTOR",
    "ACTOR_TYPES",
    "CAMEO",
    "DATA_BASE",
    "DCTERMS",
    "EVENT_CLASSES",
    "FOAF",
    "HOSTILE",
    "MODALITIES",
    "NIF",
    "ORG",
    "OWL",
    "PARLEY",
    "PLOVER",
    "PLOVER_CONTEXTS",
    "PLOVER_MODES",
    "PLOVER_QUADS",
    "PLOVER_SCORES",
    "PLOVER_TYPES",
    "POLARITIES",
    "PREDICATES",
    "PREFIXES",
    "PROV",
    "RDF",
    "RDFS",
    "ROLES",
    "SCHEMA",
    "SEM",
    "SH",
    "SKOS",
    "STATIC",
    "STATUS",
    "STATUSES",
    "SYMMETRIC",
    "TOPIC",
    "TOPICS",
    "TOPIC_GROUPS",
    "XSD",
    "EventClass",
    "Namespace",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventClass:
    """What the ontology says of a class of events.

    Args:
        name: Local name of the class in ``parley:``.
        plover_type: PLOVER's type, in capitals.
        mode: PLOVER's mode, if the class has one.
        predicate: The predicate that an event of this class gives between its actor and its recipient, unless its frame says otherwise.
    """

    name: str
    plover_type: str
    mode: str | None
    predicate: str | None


DATA_BASE = "https://w3id.org/parley/data/"

PREDICATES = tuple(
    "mediates negotiatesWith negotiatesOn meets agrees proposes demands rejects supports cooperates aids concedes criticises "
    "threatens sanctions coerces attacks protests mobilizes investigates affiliatedWith hasPosition basedIn".split()
)
SYMMETRIC = frozenset({"negotiatesWith", "meets", "agrees", "cooperates"})
HOSTILE = frozenset({"attacks", "coerces", "threatens", "sanctions", "mobilizes"})
STATIC = frozenset({"affiliatedWith", "hasPosition", "basedIn"})
POLARITIES = ("positive", "negative")
MODALITIES = ("asserted", "planned", "possible")
STATUSES = (
    "proposed",
    "under-negotiation",
    "near",
    "agreed",
    "signed",
    "in-force",
    "extended",
    "suspended",
    "violated",
    "collapsed",
)
ACTOR_TYPES = ("State", "Organisation", "Person", "Group")
ROLES = ("Party", "Mediator", "Intermediary", "Guarantor", "Host")

# One line per class: name, PLOVER type, mode ("-": none), predicate between actor and recipient.
_EVENT_CLASSES = """
Agreement AGREE - agrees
Signing SUPPORT - agrees
Acceptance AGREE - agrees
Commitment AGREE - agrees
Proposal AGREE - proposes
Invitation AGREE - proposes
Consultation CONSULT - meets
Meeting CONSULT - meets
Visit CONSULT visit meets
MultilateralMeeting CONSULT multilateral meets
PhoneCall CONSULT phone meets
Talks CONSULT - negotiatesWith
Mediation CONSULT third-party mediates
Facilitation CONSULT third-party mediates
Hosting CONSULT third-party mediates
Guarantee CONSULT third-party mediates
Support SUPPORT - supports
Praise SUPPORT - supports
Recognition SUPPORT - supports
Concession CONCEDE - concedes
Easing CONCEDE - concedes
CeasefireDeclaration CONCEDE - concedes
Apology CONCEDE - concedes
Pardon CONCEDE - concedes
Cooperation COOPERATE - cooperates
Aid AID - aids
Rescue AID - aids
Retreat RETREAT - concedes
Withdrawal RETREAT withdraw concedes
Release RETREAT release concedes
Disarmament RETREAT disarm concedes
Ceasefire RETREAT ceasefire agrees
Access RETREAT access concedes
Resignation RETREAT resign -
Request REQUEST - demands
Demand REQUEST - demands
AssistanceRequest REQUEST assist demands
ChangeRequest REQUEST change demands
YieldRequest REQUEST yield demands
MeetingRequest REQUEST meet demands
Accusation ACCUSE - criticises
Criticism ACCUSE disapprove criticises
Allegation ACCUSE allege criticises
Investigation ACCUSE investigate investigates
Rejection REJECT - rejects
AssistanceRejection REJECT assist rejects
ChangeRejection REJECT change rejects
YieldRejection REJECT yield rejects
MeetingRejection REJECT meet rejects
Veto REJECT - rejects
Denial REJECT - rejects
Threat THREATEN - threatens
Warning THREATEN - threatens
Ultimatum THREATEN relations threatens
RestrictionThreat THREATEN restrict threatens
ArrestThreat THREATEN arrest threatens
RelationsThreat THREATEN relations threatens
ExpulsionThreat THREATEN expel threatens
TerritoryThreat THREATEN territory threatens
ViolenceThreat THREATEN violence threatens
Protest PROTEST - protests
Demonstration PROTEST demo protests
Riot PROTEST riot protests
Strike PROTEST strike protests
HungerStrike PROTEST hunger protests
Boycott PROTEST boycott protests
Obstruction PROTEST obstruct protests
Vandalism PROTEST vandalize protests
Sanction SANCTION - sanctions
Conviction SANCTION convict sanctions
Expulsion SANCTION expel coerces
BreakingOff SANCTION withdraw sanctions
Discontinuation SANCTION discontinue sanctions
Mobilization MOBILIZE - mobilizes
TroopMobilization MOBILIZE troops mobilizes
WeaponsMobilization MOBILIZE weapons mobilizes
PoliceMobilization MOBILIZE police mobilizes
MilitiaMobilization MOBILIZE militia mobilizes
Coercion COERCE - coerces
Seizure COERCE seize coerces
Occupation COERCE seize coerces
Restriction COERCE restrict coerces
Censorship COERCE censor coerces
Curfew COERCE curfew coerces
MartialLaw COERCE martial-law coerces
Arrest COERCE arrest coerces
Deportation COERCE deport coerces
Withholding COERCE withhold coerces
Misinformation COERCE misinformation coerces
CyberAttack COERCE cyber coerces
Attack ASSAULT - attacks
Killing ASSAULT - attacks
CeasefireViolation ASSAULT - attacks
Abduction ASSAULT abduct attacks
Beating ASSAULT beat attacks
Torture ASSAULT torture attacks
SexualAssault ASSAULT sexual attacks
TargetedKilling ASSAULT targeted attacks
Destruction ASSAULT destroy attacks
PrimitiveWeaponAttack ASSAULT primitive attacks
Shooting ASSAULT firearms attacks
Bombing ASSAULT explosives attacks
SuicideAttack ASSAULT suicide-attack attacks
AirStrike ASSAULT aerial attacks
DroneStrike ASSAULT drone attacks
Shelling ASSAULT heavy-weapons attacks
CrowdControl ASSAULT crowd-control attacks
UnconventionalAttack ASSAULT unconventional attacks
"""


def _none(word: str) -> str | None:
    return None if word == "-" else word


def _event_classes() -> Mapping[str, EventClass]:
    rows = (line.split() for line in _EVENT_CLASSES.split("\n") if line)
    return MappingProxyType(
        {name: EventClass(name=name, plover_type=kind, mode=_none(mode), predicate=_none(predicate)) for name, kind, mode, predicate in rows}
    )


EVENT_CLASSES = _event_classes()

# PLOVER, draft 2.0 (Open Event Data Alliance, CC BY-SA 4.0): type, quad class, score, modes with their scores.
_PLOVER = """
AGREE 1 2.5
CONSULT 1 2.5 visit=4 third-party=1 multilateral=4 phone=1.5
SUPPORT 1 5
CONCEDE 1 4.5
COOPERATE 2 9.5
AID 2 10
RETREAT 2 6.5 withdraw=8 release=6.5 disarm=10 ceasefire=7.5 access=6.5 resign=4.5
REQUEST 3 0 assist=0.5 change=-1 yield=-1 meet=0
ACCUSE 3 -3 disapprove=-2 investigate=-3.5 allege=-3.5
REJECT 3 -2 assist=-1.5 change=-2 yield=-2 meet=-2
THREATEN 3 -3.5 restrict=-3 arrest=-3.5 relations=-3.5 expel=-3.5 territory=-4 violence=-3.5
PROTEST 4 -5 demo=-5 riot=-7 strike=-5 hunger=-4.5 boycott=-4.5 obstruct=-4.5 vandalize=-5
SANCTION 4 -6 convict=-6 expel=-5.5 withdraw=-6 discontinue=-6
MOBILIZE 4 -5.5 troops=-6.5 weapons=-6.5 police=-5.5 militia=-6
COERCE 4 -7 seize=-7 restrict=-7 censor=-6.5 curfew=-6.5 martial-law=-7.5 arrest=-7 deport=-7 withhold=-7 misinformation=-6.5 cyber=-7
ASSAULT 4 -9 abduct=-8.5 beat=-7.5 torture=-8.5 sexual=-8.5 targeted=-9.5 destroy=-8.5 primitive=-8 firearms=-9 explosives=-9 \
suicide-attack=-9.5 aerial=-9.5 drone=-9.5 heavy-weapons=-9.5 crowd-control=-7.5 unconventional=-10
"""
_ROWS = [line.split() for line in _PLOVER.split("\n") if line]


def _plover_scores() -> Mapping[tuple[str, str | None], float]:
    scores: dict[tuple[str, str | None], float] = {}
    for kind, _, score, *modes in _ROWS:
        scores[kind, None] = float(score)
        scores.update({(kind, mode.partition("=")[0]): float(mode.partition("=")[2]) for mode in modes})
    return MappingProxyType(scores)


PLOVER_TYPES = tuple(row[0] for row in _ROWS)
PLOVER_QUADS: Mapping[str, int] = MappingProxyType({row[0]: int(row[1]) for row in _ROWS})
PLOVER_MODES: Mapping[str, tuple[str, ...]] = MappingProxyType({row[0]: tuple(m.partition("=")[0] for m in row[3:]) for row in _ROWS})
PLOVER_SCORES = _plover_scores()
PLOVER_CONTEXTS = tuple(
    "military intelligence executive legislative election political_institutions pro_democracy pro_autocracy economic legal reparations "
    "human_rights rights_freedoms repression human_security gender lgbt religion_ethnicity inequality diplomatic territory peacekeeping "
    "health asylum migration disasters natural_resource environment technology terrorism cbrn cyber misinformation crime corruption "
    "illegal_drugs trafficking".split()
)
_AUXILIARY = ("historical", "future", "hypothetical", "negation")

TOPICS = tuple(
    "truce ceasefire-monitoring hostage-release prisoner-exchange humanitarian-aid humanitarian-access evacuation troop-withdrawal "
    "disarmament border territory sovereignty-status security-guarantees peacekeeping power-sharing elections constitution transition "
    "amnesty transitional-justice accountability refugees-return human-rights reconstruction sanctions-relief nuclear-programme "
    "missile-programme frozen-assets trade tariffs energy oil-and-gas water-sharing grain-exports shipping-lanes climate debt wages "
    "land-rights diplomatic-relations peace-agreement counter-terrorism drugs cyber health resources-mining fisheries".split()
)
TOPIC_GROUPS = (
    "ending-violence",
    "people-and-relief",
    "security",
    "territory-and-status",
    "political-settlement",
    "justice",
    "weapons",
    "economy",
    "natural-resources",
    "relations",
)

_CLASSES = (
    "Entity Actor State Organisation Person Group Place Topic TopicGroup TopicPattern Occurrence Record Claim Event Statement "
    "Negotiation Step Status Article Mention Argument Problem Office"
).split()
_PROPERTIES = (
    "actor recipient mediator intermediary guarantor host party topic place earliest latest date dateText polarity modality saidBy "
    "reportedBy fromEvent hasEvent hasStep status inArticle frame position direct hasArgument role refersTo words sameActor "
    "sameNegotiation sameReport sentenceCount textHash contentBegin producedBy problemKind message patternOf head with weakLabel ploverType "
    "ploverMode ploverContext quadClass score requiresRecipient givesPredicate hostile stative inverseLabel allowedValue assignable demonym capital metonym "
    "iso2 iso3 kind partOf holdsOffice officeTitle officeOf since until verified"
).split()

PARLEY = Namespace("https://w3id.org/parley/ontology#", frozenset(_CLASSES) | frozenset(EVENT_CLASSES) | frozenset(_PROPERTIES) | frozenset(PREDICATES))
TOPIC = Namespace("https://w3id.org/parley/topic/", frozenset(TOPICS) | frozenset(TOPIC_GROUPS))
STATUS = Namespace("https://w3id.org/parley/status/", frozenset(STATUSES))
ACTOR = Namespace("https://w3id.org/parley/actor/")
PLOVER = Namespace(
    "https://w3id.org/parley/plover/",
    frozenset(PLOVER_TYPES)
    | {f"{kind}-{mode}" for kind, modes in PLOVER_MODES.items() for mode in modes}
    | {f"quad-{number}" for number in range(1, 5)}
    | {f"context-{name}" for name in PLOVER_CONTEXTS}
    | {f"auxiliary-{name}" for name in _AUXILIARY},
)
CAMEO = Namespace("https://w3id.org/parley/cameo/")


def _reused(base: str, names: str) -> Namespace:
    return Namespace(base, frozenset(names.split()))


# Terms of other vocabularies that the graph uses.
RDF = _reused("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type subject predicate object Statement")
RDFS = _reused("http://www.w3.org/2000/01/rdf-schema#", "label comment subClassOf subPropertyOf domain range")
OWL = _reused("http://www.w3.org/2002/07/owl#", "sameAs versionInfo")
XSD = _reused("http://www.w3.org/2001/XMLSchema#", "string date dateTime integer decimal boolean gYear anyURI")
SKOS = _reused(
    "http://www.w3.org/2004/02/skos/core#",
    "Concept ConceptScheme altLabel broadMatch broader closeMatch definition editorialNote hasTopConcept inScheme narrower notation "
    "prefLabel relatedMatch scopeNote topConceptOf",
)
PROV = _reused("http://www.w3.org/ns/prov#", "wasDerivedFrom Entity")
FOAF = _reused("http://xmlns.com/foaf/0.1/", "Agent Organization Person")
SCHEMA = _reused("https://schema.org/", "NewsArticle Place Country headline url publisher datePublished inLanguage text")
ORG = _reused("http://www.w3.org/ns/org#", "Organization")
DCTERMS = _reused("http://purl.org/dc/terms/", "creator description identifier license source title")
NIF = _reused("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#", "Phrase Sentence anchorOf beginIndex endIndex sentence")
SEM = _reused("http://semanticweb.cs.vu.nl/2009/11/sem/", "Event")
SH = _reused("http://www.w3.org/ns/shacl#", "NodeShape PropertyShape")

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "actor": ACTOR.base,
        "cameo": CAMEO.base,
        "dcterms": DCTERMS.base,
        "foaf": FOAF.base,
        "nif": NIF.base,
        "org": ORG.base,
        "owl": OWL.base,
        "parley": PARLEY.base,
        "plover": PLOVER.base,
        "prov": PROV.base,
        "rdf": RDF.base,
        "rdfs": RDFS.base,
        "schema": SCHEMA.base,
        "sem": SEM.base,
        "sh": SH.base,
        "skos": SKOS.base,
        "status": STATUS.base,
        "topic": TOPIC.base,
        "xsd": XSD.base,
    }
)
