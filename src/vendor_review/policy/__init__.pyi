from .loader import load_policy as load_policy
from .policy import Policy as Policy
from .source import open_policy as open_policy
