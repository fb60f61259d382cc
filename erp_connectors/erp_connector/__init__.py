from . import controllers
from . import models
from . import wizards


def uninstall_hook(env):
    """What Odoo does not know of: tables go with their models, the guard and the workers' numbers do not."""
    env.cr.execute("DROP FUNCTION IF EXISTS erp_attempt_guard() CASCADE")
    env.cr.execute("DROP TABLE IF EXISTS erp_worker")
    env.cr.execute("DROP SEQUENCE IF EXISTS erp_worker_seq")
