from .check import CheckedRegister as CheckedRegister
from .check import check_register as check_register
from .public_page.page import Page as Page
from .vocabulary import Vocabulary as Vocabulary
