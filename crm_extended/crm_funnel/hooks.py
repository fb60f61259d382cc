def post_init_hook(env):
    """Leads that were there before: their stage and owner are known since when, and what their customers did counts."""
    env["crm.funnel"]._adopt_existing_leads()
