import contextlib
import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_knowledge.engine import feeds, watching

HOSTS = {"news.example.com", "localhost:8080"}


@pytest.mark.parametrize("module", (feeds, watching))
def test_the_examples_in_the_docstrings_hold(module):
    outcome = doctest.testmod(module)
    assert outcome.attempted and not outcome.failed


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "scheme"),
        ("gopher://news.example.com/", "scheme"),
        ("//news.example.com/", "scheme"),
        ("", "scheme"),
        ("http://user:pw@news.example.com/", "credentials"),
        ("http://news.example.com@evil.example/", "credentials"),
        ("http://evil.example/", "host"),
        ("http://news.example.com.evil.example/", "host"),
        ("http://news.example.com:22/", "host"),
        ("http://localhost/", "host"),
        ("http://127.0.0.1:8080/", "host"),
        ("http://evil.example\\@news.example.com/", "credentials"),
        ("http://news.example.com\\.evil.example/", "host"),
        ("http://[::1", "host"),
        ("http://news.example.com:99999/", "host"),
    ],
)
def test_only_listed_hosts_are_fetched(url, reason):
    with pytest.raises(watching.Refused) as refused:
        watching.target(url, HOSTS)
    assert refused.value.reason == reason


def test_a_listed_host_is_found_in_any_spelling():
    assert watching.target("HTTPS://News.Example.COM./x", HOSTS) == ("news.example.com", 443)
    assert watching.target("http://localhost:8080/x", HOSTS) == ("localhost", 8080)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
     "::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "2002:7f00:1::"],
)  # fmt: skip
def test_private_addresses_are_refused_unless_allowed(address):
    with pytest.raises(watching.Refused):
        watching.check_address(address)
    watching.check_address(address, private_allowed=True)


ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
<entry><id>tag:1</id><title>Price cut</title><link rel="self" href="http://a/self"/><link href="http://a/1"/>
<summary type="html">&lt;p&gt;Now &lt;b&gt;10 %&lt;/b&gt; off&lt;/p&gt;
&lt;script&gt;x()&lt;/script&gt;</summary></entry></feed>"""
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<item><title>One</title><link>javascript:alert(1)</link></item></rdf:RDF>"""


def test_atom_and_rdf_are_read_and_scripts_are_not():
    assert feeds.entries(ATOM) == [feeds.Entry("tag:1", "Price cut", "http://a/1", "Now 10 % off")]
    assert feeds.entries(RDF)[0].link == ""


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<html><body>no feed</body></html>",
        b"<rss><channel>",
        b'<!DOCTYPE r [<!ENTITY a "b">]><rss><channel><item><title>&a;</title></item></channel></rss>',
        b'<!doctype r SYSTEM "file:///etc/passwd"><rss/>',
        '<!DOCTYPE r [<!ENTITY a "b">]><rss/>'.encode("utf-16"),
    ],
)
def test_what_is_no_safe_feed_is_refused(document):
    with pytest.raises(feeds.NoFeed):
        feeds.entries(document)


@given(st.binary(max_size=200))
def test_no_document_breaks_the_reader(document):
    with contextlib.suppress(feeds.NoFeed):
        feeds.entries(document)


@given(st.integers(1, 1000), st.integers(0, 100))
def test_a_source_that_fails_is_never_asked_more_often(every, failures):
    assert every <= watching.wait_hours(every, failures) <= watching.wait_hours(every, failures + 1) <= every * 32
