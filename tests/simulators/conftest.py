"""One simulated Dolibarr per test file, emptied before each test."""

import pytest
from dolibarr_client import OPTIONS, Plain
from soap_server import running


@pytest.fixture(scope="module")
def shared():
    with running("dolibarr", *OPTIONS) as erp:
        yield erp


@pytest.fixture
def erp(shared):
    shared.control("POST", "reset")
    return shared


@pytest.fixture
def client(erp):
    return Plain(erp)


@pytest.fixture
def customer(client):
    root = client.ok("createThirdParty", thirdparty={"ref": "Acme", "ref_ext": "odoo-7", "client": 1, "status": 1})
    return root.findtext(".//id")
