"""Everything a lane needs to know about one backend, read once per drain: no ORM is touched afterwards."""

from dataclasses import dataclass, field

from ..engine.backoff import Backoff
from ..engine.mapping import Context, MappingError, apply
from .store import Store


@dataclass
class Profile:
    """`dialect_class(settings)` makes the dialect; `rules` are {(kind, action) or kind: [Rule]}; times in seconds."""

    backend_id: int
    dialect_class: type
    settings: object
    rules: dict
    maps: dict
    evaluate: object = None
    lanes: int = 1
    batch: int = 20
    settle: float = 10.0
    max_attempts: int = 8
    ask_first: bool = False
    read_back: bool = False
    confirm_within: float = 3600.0
    backoff: Backoff = field(default_factory=Backoff)

    @property
    def settled(self):
        """Seconds after the begin of a call from which on "not there" proves something, whoever began it and died."""
        return self.settings.timeout + self.settle

    def store(self, connection):
        """The Store of a lane of this backend. It is swift where a question by key makes up for what a crash of the
        database may forget."""
        return Store(connection, self.backend_id, swift=self.dialect_class.can_ask)

    def values(self, kind, action, document, keys):
        """The ERP's document for ours; MappingError names what is missing."""
        rules = self.rules.get((kind, action)) or self.rules.get(kind)
        if not rules:
            raise MappingError(f"there is no mapping for {kind}", advice="load the default mapping of this backend")
        return apply(rules, document, Context(keys, self.maps, self.evaluate))
