from . import (
    crm_asset,
    res_company,
    res_config_settings,
    stock_lot,
    stock_move_line,
    stock_picking,
)
