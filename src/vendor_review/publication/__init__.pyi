from .result_files import complete as complete
