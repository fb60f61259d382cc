import base64
import io
from unittest.mock import patch

import openpyxl

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import CrmExtendedCommon


@tagged("post_install", "-at_install")
class TestImport(CrmExtendedCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.importer = new_test_user(
            cls.env,
            "importer",
            groups="crm_extended.group_bulk_import,sales_team.group_sale_salesman_all_leads",
            tz="Asia/Shanghai",
        )
        cls.acme.ref = "ACME"

    def make(self, content, kind="customer", name="file.csv", by=None, **values):
        data = content if isinstance(content, bytes) else content.encode()
        one = (
            self.env["crm.import"]
            .with_user(by or self.importer)
            .create({"kind": kind, "file": base64.b64encode(data), "file_name": name, **values})
        )
        one.action_read()
        return one

    def run_import(self, *args, **kwargs):
        one = self.make(*args, **kwargs)
        one.action_start()
        self.env["crm.import"]._cron_run()
        one.invalidate_recordset()
        return one

    def records(self, one):
        rows = one.sudo().row_ids.filtered("res_id")
        return self.env[rows[0].res_model].browse(rows.mapped("res_id")) if rows else None

    def reasons(self, one):
        return {row.line: row.reason for row in one.row_ids if row.state == "error"}

    def counts(self, one):
        return one.done_count, one.known_count, one.error_count

    def test_a_gbk_file_with_chinese_heads_becomes_customers(self):
        head = "客户名称;电话;邮箱;国家;税号;标签\n"
        text = f"{head}上海精工钢铁有限公司;021-66554433;info@jg.test;中国;91310000MA1K35;大客户,钢铁\n"
        one = self.run_import(text.encode("gbk"))
        partner = self.records(one)
        self.assertEqual((one.found_encoding, one.state, one.progress), ("gb18030", "done", 100))
        self.assertEqual((partner.name, partner.is_company), ("上海精工钢铁有限公司", True))
        self.assertEqual((partner.country_id.code, partner.vat), ("CN", "91310000MA1K35"))
        self.assertEqual(set(partner.category_id.mapped("name")), {"大客户", "钢铁"})
        self.assertEqual(partner.create_uid, self.importer)

    def test_the_same_file_twice_writes_nothing_twice(self):
        text = "Name,Phone\nA,1\nB,2\n"
        first = self.run_import(text)
        second = self.run_import("Phone,Name\n2,B\n1,A\n1,A\n3,C\n")
        self.assertEqual((self.counts(first), self.counts(second)), ((2, 0, 0), (1, 3, 0)))
        self.assertEqual(self.env["res.partner"].search_count([("name", "in", ["A", "B", "C"])]), 3)

    def test_a_row_with_a_key_is_known_by_it(self):
        self.run_import("ID,Name\n7,A\n")
        self.assertEqual(self.counts(self.run_import("ID,Name\n7,A renamed\n")), (0, 1, 0))

    def test_a_customer_that_is_there_already_is_left_alone(self):
        one = self.run_import("Name,E-Mail\nACME STEEL AG,info@acme.test\n")
        self.assertEqual(self.counts(one), (0, 1, 0))
        self.assertEqual((self.records(one), self.acme.name), (self.acme, "Acme Steel"))

    def test_a_bad_row_costs_only_itself_and_comes_back_with_the_reason(self):
        one = self.run_import(
            "Name,E-Mail,Country,Remark\nGood,a@b.test,Germany,x\n,c@d.test,,y\nBad,nobody,,z\nWorse,,Atlantis,ü\n"
        )
        self.assertEqual(self.counts(one), (1, 0, 3))
        self.assertEqual(
            {line: reason.split("“")[1][:5] for line, reason in self.reasons(one).items()},
            {3: "Name”", 4: "nobod", 5: "Atlan"},
        )
        text = base64.b64decode(one.error_file).decode("utf-8-sig").splitlines()
        self.assertEqual(text[0], "Name,E-Mail,Country,Remark,Line,Reason")
        self.assertTrue(text[3].startswith("Worse,,Atlantis,ü,5,"))
        again = self.run_import("\n".join(text).replace("Atlantis", "France").replace("nobody", "n@b.test").encode())
        self.assertEqual(self.counts(again), (2, 0, 1))

    def test_the_error_file_is_downloaded_by_its_owner_only(self):
        one = self.run_import("Name,E-Mail\nBad,nobody\n", name="März & Co.csv")
        url = one.action_download_errors()["url"]
        self.authenticate("importer", "importer")
        answer = self.url_open(url)
        self.assertIn("nobody", answer.content.decode("utf-8-sig"))
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.authenticate("sally", "sally")
        self.assertEqual(self.url_open(url).status_code, 404)

    def test_a_row_the_database_refuses_costs_only_itself(self):
        create = type(self.env["res.partner"]).create

        def refuse(model, vals_list):
            if any(vals.get("name") == "B" for vals in vals_list):
                raise ValidationError("B is refused")
            return create(model, vals_list)

        with patch.object(type(self.env["res.partner"]), "create", refuse):
            one = self.run_import("Name\nA\nB\nC\n")
        self.assertEqual((self.counts(one), self.reasons(one)), ((2, 0, 1), {3: "B is refused"}))

    def test_it_resumes_where_it_was_stopped(self):
        with patch("odoo.addons.crm_extended.models.crm_import_run.BATCH", 2):
            one = self.make("Name\n" + "\n".join("ABCDE"))
            one.action_start()
            one.sudo()._run_batch()
            one.invalidate_recordset()
            self.assertEqual((one.done_count, one.progress), (2, 40))
            one.action_stop()
            self.env["crm.import"]._cron_run()
            one.invalidate_recordset()
            self.assertEqual(one.done_count, 2)
            one.action_start()
            self.env["crm.import"]._cron_run()
            one.invalidate_recordset()
        self.assertEqual((one.state, one.done_count), ("done", 5))

    def test_contacts_find_their_company(self):
        one = self.run_import("姓名,公司,职务\n王芳,Acme Steel,采购\n李明,ACME,\n赵四,Nobody Ltd,\n", kind="contact")
        self.assertEqual(self.records(one).parent_id, self.acme)
        self.assertEqual(self.counts(one), (2, 0, 1))
        self.assertIn("Nobody Ltd", self.reasons(one)[4])
        self.env["res.partner"].create({"name": "Nobody Ltd", "is_company": True})
        one.action_retry()
        self.env["crm.import"]._cron_run()
        one.invalidate_recordset()
        self.assertEqual(self.counts(one), (3, 0, 0))

    def test_leads_with_money_and_dates_as_people_write_them(self):
        one = self.run_import(
            'Lead;Company;Expected revenue;Deadline;Salesperson;Source\nRolls;Acme Steel;"1.234,50 €";31.12.2026;sally;Fair\n'
            "Plates;;much;;;\n",
            kind="lead",
        )
        lead = self.records(one)
        self.assertEqual((lead.expected_revenue, str(lead.date_deadline)), (1234.5, "2026-12-31"))
        self.assertEqual(
            (lead.user_id, lead.source_id.name, lead.partner_name), (self.salesperson, "Fair", "Acme Steel")
        )
        self.assertIn("much", self.reasons(one)[3])

    def test_history_goes_onto_the_timeline_in_the_importer_s_own_time(self):
        text = (
            "日期,客户,渠道,类型,主题\n2024-05-01 09:30,Acme Steel,电话,通话,问交货期\n2024-05-02,li.wei@acme.test,,,\n"
        )
        one = self.run_import(text, kind="touchpoint")
        self.assertIn("li.wei", self.reasons(one)[3])
        touchpoint = self.touchpoints()
        self.assertEqual((str(touchpoint.occurred_at), touchpoint.channel), ("2024-05-01 01:30:00", "phone"))
        self.run_import(text, kind="touchpoint")
        self.assertEqual(len(self.touchpoints()), 1)

    def test_a_sheet_is_read_like_a_file(self):
        book = openpyxl.Workbook()
        for line in (["Name", "Phone", "Zip"], ["Sheet Ltd", 4930123456, 200040]):
            book.active.append(line)
        data = io.BytesIO()
        book.save(data)
        one = self.run_import(data.getvalue(), name="book.xlsx")
        self.assertEqual((self.records(one).name, self.records(one).zip), ("Sheet Ltd", "200040"))
        with self.assertRaises(UserError):
            self.make(b"PK\x03\x04 broken", name="book.xlsx")

    def test_files_that_are_none_are_explained(self):
        for data in (b"", b"\xff\xff\xff\xfe\x00", b"Name,Phone\n"):
            with self.assertRaises(UserError):
                self.make(data)
        with self.assertRaises(UserError):
            self.make("客户\nx".encode("gbk"), encoding="utf-8")

    def test_columns_are_chosen_by_hand_and_needed_ones_are_asked_for(self):
        one = self.make("Aaa,Bbb\nAcme 2,x\n")
        self.assertFalse(any(one.column_ids.mapped("target")))
        with self.assertRaises(UserError):
            one.action_start()
        one.column_ids[0].target = "name"
        self.assertIn("Acme 2", one.preview)
        with self.assertRaises(ValidationError):
            one.column_ids[1].target = "name"
        with self.assertRaises(ValidationError):
            one.column_ids[1].target = "revenue"

    def test_a_cell_can_not_bring_tags_into_the_preview(self):
        one = self.make("Name\n<img src=x onerror=alert(1)>\n")
        self.assertNotIn("<img", one.preview)

    def test_only_importers_import_and_each_sees_his_own(self):
        one = self.make("Name\nA\n")
        with self.assertRaises(AccessError):
            self.env["crm.import"].with_user(self.salesperson).create({"kind": "customer"})
        other = new_test_user(self.env, "importer2", groups="crm_extended.group_bulk_import")
        for record in (one, one.column_ids, one.row_ids):
            with self.assertRaises(AccessError):
                record.with_user(other).read(["display_name"])
        for values in ({"user_id": self.env.ref("base.user_admin").id}, {"state": "done"}):
            with self.assertRaises(AccessError):
                one.write(values)
        with self.assertRaises(AccessError):
            one.row_ids.write({"state": "done"})

    def test_the_rows_are_written_with_the_importer_s_rights_only(self):
        one = self.make("Name\nA\n")
        one.action_start()
        self.importer.sudo().group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        self.env["crm.import"]._cron_run()
        self.env.invalidate_all()
        self.assertEqual((one.sudo().row_ids.state, one.sudo().done_count), ("error", 0))
        self.assertFalse(self.env["res.partner"].search_count([("name", "=", "A")]))

    def test_a_hundred_rows_cost_the_queries_of_ten(self):
        def cost(count, letter):
            one = self.make("Name\n" + "\n".join(f"{letter}{n}" for n in range(count)))
            one.action_start()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["crm.import"]._cron_run()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        cost(1, "w")
        self.assertLess(cost(100, "y") - cost(10, "x"), 90 * 2)
