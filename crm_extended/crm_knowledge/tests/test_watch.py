import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged

FEED = "<rss><channel>{}</channel></rss>"
ITEM = "<item><guid>{0}</guid><title>{1}</title><link>http://example.com/{0}</link></item>"


class Site(BaseHTTPRequestHandler):
    """A web site whose one page the test rewrites."""

    body, status, headers_out = b"", 200, {}

    def do_GET(self):
        self.send_response(self.status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **self.headers_out}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_arguments):
        pass


@tagged("post_install", "-at_install")
class TestWatch(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
        thread = threading.Thread(target=cls.server.serve_forever, daemon=True)
        thread.start()
        cls.addClassCleanup(thread.join)
        cls.addClassCleanup(cls.server.server_close)
        cls.addClassCleanup(cls.server.shutdown)
        cls.port = cls.server.server_port
        cls.host = cls.env["crm.watch.host"].create({"name": f"127.0.0.1:{cls.port}", "private_allowed": True})
        cls.author = new_test_user(cls.env, "wa_author", groups="crm_knowledge.group_author")
        cls.words = cls.env["crm.watch.keyword"].create([{"name": "price"}, {"name": "降价"}])

    def setUp(self):
        super().setUp()
        Site.body, Site.status, Site.headers_out = b"", 200, {}

    def source(self, kind="page", **values):
        return (
            self.env["crm.watch.source"]
            .with_user(self.author)
            .create(
                {
                    "name": "Rival",
                    "url": f"http://127.0.0.1:{self.port}/",
                    "kind": kind,
                    "keyword_ids": [Command.set(self.words.ids)],
                    **values,
                }
            )
        )

    def look(self, source, page):
        Site.body = page.encode()
        source._look()
        return source.finding_ids

    def alerts(self, source):
        return source.activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.env.ref("crm_knowledge.activity_watch")
        )

    def test_a_change_of_a_page_is_shown_as_a_diff_and_told_once(self):
        source = self.source()
        self.assertFalse(self.look(source, "<p>Price: 100</p><p>Hello</p>"))
        self.assertFalse(self.look(source, "<p>Price:   100</p>\n<p>Hello</p><script>var x = 1;</script>"))
        finding = self.look(source, "<p>Price: 90</p><p>Hello</p>")
        self.assertEqual(len(finding), 1)
        self.assertIn("<del>100</del><ins>90</ins>", finding.diff)
        self.assertEqual(finding.keyword_ids, self.words[0])
        self.look(source, "<p>Price: 90</p><p>Hello</p>")
        self.assertEqual(len(self.alerts(source)), 1)
        self.assertEqual(self.alerts(source).user_id, self.author)

    def test_a_change_without_keyword_is_only_listed(self):
        source = self.source()
        self.look(source, "<p>Hello</p>")
        self.assertEqual(self.look(source, "<p>Hello you</p>").state, "new")
        self.assertFalse(self.alerts(source))

    def test_a_feed_tells_what_is_new_since_the_first_look(self):
        source = self.source("feed")
        old = ITEM.format("a", "Old price")
        self.assertEqual(self.look(source, FEED.format(old)).state, "read")
        new = ITEM.format("b", "大降价") + ITEM.format("c", "Weather")
        for _again in range(2):
            found = self.look(source, FEED.format(new + old))
        self.assertEqual(sorted(found.filtered(lambda item: item.state == "new").mapped("guid")), ["b", "c"])
        self.assertEqual(self.alerts(source).summary, "降价: 大降价")

    def test_a_host_that_is_not_on_the_list_is_never_asked(self):
        for url in ("http://example.org/", "file:///etc/passwd", "http://127.0.0.1/", "http://x@127.0.0.1/"):
            with self.assertRaises(ValidationError):
                self.source(url=url)
        source = self.source()
        self.host.unlink()
        source._look()
        self.assertIn("not on the list", source.problem)

    def test_a_listed_name_that_leads_into_our_network_is_refused(self):
        self.env["crm.watch.host"].create({"name": f"localhost:{self.port}"})
        source = self.source(url=f"http://localhost:{self.port}/")
        source._look()
        self.assertIn("private network", source.problem)
        self.assertFalse(source.last_fetch)

    def test_a_redirect_is_not_followed(self):
        Site.status, Site.headers_out = 302, {"Location": "http://169.254.169.254/"}
        source = self.source()
        with self.assertRaises(UserError):
            source.action_fetch()
        source._look()
        self.assertIn("169.254.169.254", source.problem)

    def test_what_is_too_large_or_no_text_is_refused(self):
        source = self.source()
        Site.body = b"x" * 2_000_001
        source._look()
        self.assertIn("2 MB", source.problem)
        Site.body, Site.headers_out = b"PK", {"Content-Type": "application/zip"}
        source._look()
        self.assertIn("application/zip", source.problem)

    def test_failures_wait_longer_and_are_told_once(self):
        source = self.source(every_hours=1)
        Site.status = 500
        for _attempt in range(4):
            source._look()
        self.assertEqual((source.failure_count, source.problem), (4, "The host answers with the error 500."))
        self.assertGreater((source.next_fetch - fields.Datetime.now()).total_seconds(), 15 * 3600)
        self.assertEqual(len(source.activity_ids), 1)
        Site.status = 200
        self.look(source, "<p>Back</p>")
        self.assertEqual((source.failure_count, source.problem), (0, False))

    def test_the_cron_looks_only_at_what_is_due(self):
        due, later = self.source(), self.source(name="Later")
        later.next_fetch = fields.Datetime.add(fields.Datetime.now(), hours=3)
        Site.body = b"<p>Hello</p>"
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("crm_knowledge.cron_fetch").method_direct_trigger()
        (due + later).invalidate_recordset()
        self.assertTrue(due.last_fetch)
        self.assertFalse(later.last_fetch)

    def test_only_the_system_administrator_opens_our_network(self):
        approver = new_test_user(self.env, "wa_approver", groups="crm_knowledge.group_approver")
        hosts = self.env["crm.watch.host"].with_user(approver)
        with self.assertRaises(AccessError):
            hosts.create({"name": "intranet", "private_allowed": True})
        with self.assertRaises(AccessError):
            self.env["crm.watch.host"].with_user(self.author).create({"name": "example.com"})
        with self.assertRaises(ValidationError):
            hosts.create({"name": "http://example.com/x"})
        self.assertEqual(hosts.create({"name": " News.Example.com "}).name, "news.example.com")
