from . import (
    erp_open_item,
    res_partner,
)
