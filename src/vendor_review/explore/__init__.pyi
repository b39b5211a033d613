from .inventory_mapping import mapping as mapping
from .panel import Panel as Panel
from .vendor_choices import vendor as vendor
from .weight_sliders import weights as weights
