def migrate(cr, version):
    """Indexes that other ones cover: each cost every message an insertion. Odoo keeps what it no longer expects."""
    cr.execute(
        "DROP INDEX IF EXISTS erp_message__backend_id_index, erp_message__company_id_index,"
        " erp_attempt__backend_id_index, erp_link__backend_id_index"
    )
