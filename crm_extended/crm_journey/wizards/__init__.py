from . import base_partner_merge, crm_journey_dry_run, crm_journey_dry_run_line, crm_journey_enrol, crm_journey_recipe
