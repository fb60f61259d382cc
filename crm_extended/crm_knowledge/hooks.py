import logging

import psycopg2

_logger = logging.getLogger(__name__)


def create_trigram_extension(env):
    """Search forgives typos with pg_trgm. Without the right to create it search works, but only for what is spelled."""
    try:
        with env.cr.savepoint(flush=False):
            env.cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except psycopg2.Error:
        _logger.info("pg_trgm is missing and could not be created: knowledge search will not forgive typos.")
