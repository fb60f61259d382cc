"""How Dolibarr speaks. Plain Python on top of erp_connector's engine."""
