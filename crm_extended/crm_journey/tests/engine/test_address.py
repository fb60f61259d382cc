import pytest

from odoo.addons.crm_journey.engine.address import Refused, check, target

HOSTS = {"hooks.partner.test": False, "inside.test:8080": True}


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://hooks.partner.test/in", "scheme"),
        ("ftp://hooks.partner.test/in", "scheme"),
        ("https://evil.test/in", "host"),
        ("https://hooks.partner.test.evil.test/in", "host"),
        ("https://hooks.partner.test@evil.test/in", "userinfo"),
        ("https://hooks.partner.test:22/in", "port"),
        ("https://[broken", "host"),
        ("", "host"),
        ("https://inside.test/in", "host"),
    ],
)
def test_what_is_refused_and_why(url, reason):
    with pytest.raises(Refused) as refused:
        target(url, HOSTS)
    assert refused.value.reason == reason


def test_a_listed_host_is_called():
    assert target(" https://Hooks.Partner.test./in?x=1 ", HOSTS)[1:] == ("hooks.partner.test", 443, "/in?x=1")
    assert target("http://inside.test:8080", HOSTS) == ("http", "inside.test", 8080, "/")


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "fe80::1%eth0", "::ffff:192.168.1.1", "224.0.0.1"]
)
def test_no_listed_name_leads_into_our_own_network(address):
    with pytest.raises(Refused):
        check(address, False)


def test_a_public_address_is_fine_and_a_private_one_where_it_was_allowed():
    check("93.184.216.34", False)
    check("127.0.0.1", True)
