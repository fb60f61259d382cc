"""The dialect of this example is tested in erp_connector/tests/engine/test_example_dialect.py."""
