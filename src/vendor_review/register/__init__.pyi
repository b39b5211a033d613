from .conversion import convert_register as convert_register
from .register import Register as Register
from .register import load_register as load_register
from .source import open_register as open_register
