from .assembly import assemble_review as assemble_review
from .parameters import check_parameters as check_parameters
from .parameters import refuse_injected as refuse_injected
