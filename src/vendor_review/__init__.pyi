from . import schemas as schemas
from .policy import Policy as Policy
from .policy import load_policy as load_policy
from .register import Register as Register
from .runs.analysis import check as check
from .runs.analysis import load_register as load_register
from .runs.analysis import review as review
from .runs.analysis import score as score

__version__: str
FORMULA_VERSION: str
