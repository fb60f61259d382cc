from . import base_partner_merge, crm_partner_merge
