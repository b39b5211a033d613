from .drafting import draft_register as draft_register
from .drafting import write_import as write_import
