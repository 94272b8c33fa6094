import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestApprovalFlow(ApprovalCase):
    def test_document_goes_from_draft_to_approved(self):
        """Secretariat reviews, the head approves, each leaves one decision."""
        document = self.document()
        self.assertEqual("draft", document.approval_state)

        document.action_submit()
        self.assertEqual("waiting", document.approval_state)
        self.assertIn("ZI secretariat", document.approval_waits_for)
        self.assertIn("secretary_a", document.approval_waits_for)

        document.with_user(self.secretary).action_approve()
        self.assertEqual("waiting", document.approval_state)
        self.assertIn("head_a", document.approval_waits_for)

        document.with_user(self.head).action_approve()
        self.assertEqual("approved", document.approval_state)
        self.assertEqual(self.unit._zi_today(), document.approved_on)
        self.assertEqual(1, document.approved_hook)

        decisions = self.decisions_of(document)
        self.assertEqual(["approved", "approved"], decisions.mapped("outcome"))
        self.assertEqual(self.secretary | self.head, decisions.user_id)
        self.assertEqual([1, 2], decisions.mapped("chain_no"))
        self.assert_chain_whole()

    def test_decision_keeps_person_post_and_content_of_its_day(self):
        """A later change of name or post does not change a decision."""
        employee = self.env["hr.employee"].create(
            {
                "name": "Kepala Contoh",
                "user_id": self.head.id,
                "company_id": self.unit.id,
                "job_title": "Kepala Balai",
                "zi_nip": "198001012005011001",
            }
        )
        document = self.approved()
        decision = self.decisions_of(document)[-1]
        employee.write({"name": "Nama Lain", "job_title": "Lain"})

        self.assertEqual("Kepala Contoh", decision.decider_name)
        self.assertEqual("Kepala Balai", decision.decider_title)
        self.assertEqual("198001012005011001", decision.decider_nip)
        self.assertIn('"name":"Plan"', decision.content)
        self.assertIn('"quantity":"1.5"', decision.content)

    def test_approved_content_is_locked(self):
        """Every way to change sealed content of an approved document is refused."""
        document = self.approved()
        line = document.line_ids
        changes = [
            lambda: document.write({"name": "Other"}),
            lambda: document.write({"tag_ids": [(4, 1)]}),
            lambda: document.write({"line_ids": [(0, 0, {"name": "two"})]}),
            lambda: document.write({"line_ids": [(1, line.id, {"name": "two"})]}),
            lambda: document.write({"line_ids": [(2, line.id)]}),
            lambda: document.write({"line_ids": [(5,)]}),
            lambda: line.write({"quantity": 2}),
            lambda: line.write({"detail_ids": [(0, 0, {"name": "detail"})]}),
            lambda: line.unlink(),
            lambda: document.line_ids.create(
                {"document_id": document.id, "name": "two"}
            ),
            lambda: document.line_ids.detail_ids.create(
                {"line_id": line.id, "name": "detail"}
            ),
            lambda: line.copy(),
        ]
        for number, change in enumerate(changes):
            with (
                self.subTest(number=number),
                self.assertRaisesRegex(UserError, "approved and locked"),
                self.cr.savepoint(),
            ):
                change()
        self.assertEqual("Plan", document.name)
        self.assertEqual(line, document.line_ids)

    def test_line_cannot_be_moved_into_an_approved_document(self):
        """A line of a draft does not slip into approved content."""
        document = self.approved()
        draft = self.document(name="Draft")
        with self.assertRaisesRegex(UserError, "approved and locked"):
            draft.line_ids.write({"document_id": document.id})

    def test_unsealed_fields_stay_open(self):
        """What is not sealed may change, and the approval still covers the rest."""
        document = self.approved()
        document.remark = "noted"
        document.line_ids.progress = 50
        document._zi_verify_coverage()
        self.assertTrue(document.approval_intact)
        self.assertFalse(document.approval_warning)

    def test_same_value_sent_back_passes(self):
        """A form that sends back what it shows is not refused."""
        document = self.approved()
        document.write({"name": "Plan", "amount": 0.0, "remark": "x"})
        document.line_ids.write({"quantity": 1.5})

    def test_waiting_document_is_locked_until_taken_back(self):
        """The author takes it back, changes it and submits it again."""
        document = self.submitted()
        with self.assertRaisesRegex(UserError, "Withdraw the submission"):
            document.name = "Other"
        document.action_withdraw_submission()
        self.assertEqual("draft", document.approval_state)
        document.name = "Other"
        document.action_submit()
        states = self.requests_of(document).sorted("id").mapped("state")
        self.assertEqual(["cancelled", "waiting"], states)

    def test_stranger_cannot_take_a_document_back(self):
        """Only authors and the secretariat withdraw a submission."""
        document = self.submitted()
        with self.assertRaisesRegex(AccessError, "authors or the secretariat"):
            document.with_user(self.colleague).action_withdraw_submission()
        document.with_user(self.secretary).action_withdraw_submission()
        self.assertEqual("draft", document.approval_state)

    def test_return_needs_a_reason_and_reaches_the_author(self):
        """A return without a reason asks for one; with one the document is open."""
        document = self.submitted()
        secretary = document.with_user(self.secretary)
        action = secretary.action_return()
        self.assertEqual("zi.approval.return", action["res_model"])
        self.assertEqual("waiting", document.approval_state)

        wizard = Form(
            self.env["zi.approval.return"]
            .with_user(self.secretary)
            .with_context(**action["context"])
        )
        wizard.reason = "Line one lacks its source."
        wizard.save().action_confirm()
        self.assertEqual("returned", document.approval_state)
        self.assertEqual("Line one lacks its source.", document.approval_return_reason)
        self.assertEqual("returned", self.decisions_of(document).outcome)
        document.name = "Mended"
        document.action_submit()
        self.assertEqual("waiting", document.approval_state)

    def test_blank_reason_is_refused(self):
        """Spaces are no reason, and the database says so too."""
        document = self.submitted()
        action = document.with_user(self.secretary).action_return("   ")
        self.assertEqual("zi.approval.return", action["res_model"])
        self.assertEqual("waiting", document.approval_state)

    def test_submitting_twice_makes_one_request(self):
        """The second submission is refused and leaves nothing."""
        document = self.submitted()
        with self.assertRaises(UserError):
            document.action_submit()
        self.assertEqual(1, len(self.requests_of(document)))

    def test_incomplete_document_is_not_submitted(self):
        """The consumer's own check stops the submission."""
        document = self.document(line_ids=[])
        with self.assertRaisesRegex(UserError, "at least one line"):
            document.action_submit()
        self.assertFalse(self.requests_of(document))

    def test_second_step_comes_from_who_submitted(self):
        """The inbox of the head names the author, not the reviewer."""
        document = self.submitted()
        document.with_user(self.secretary).action_approve()
        requests = self.requests_of(document)
        self.assertEqual(self.author, requests.requested_by_id)

    def test_new_version_replaces_the_approved_one(self):
        """The approved version stays in force until the new one is approved."""
        first = self.approved()
        second = self.submitted(name="Plan 2", previous_id=first.id)
        self.assertEqual("approved", first.approval_state)
        second.with_user(self.secretary).action_approve()
        second.with_user(self.head).action_approve()
        self.assertEqual("superseded", first.approval_state)
        self.assertEqual("approved", second.approval_state)

    def test_decided_document_is_not_deleted(self):
        """A document with a decision stays in the register."""
        document = self.submitted()
        with self.assertRaisesRegex(UserError, "stays in the register"):
            document.unlink()
        document.with_user(self.secretary).action_return("no")
        with self.assertRaisesRegex(UserError, "stays in the register"):
            document.unlink()
        draft = self.document()
        draft.unlink()

    def test_file_is_sealed_by_its_hash(self):
        """Another file in an approved document is another content."""
        document = self.approved(scan=base64.b64encode(b"scan one"))
        self.assertNotIn("scan one", self.decisions_of(document)[-1].content)
        with self.assertRaisesRegex(UserError, "approved and locked"):
            document.scan = base64.b64encode(b"scan two")
        document.scan = base64.b64encode(b"scan one")
        document._zi_verify_coverage()
        self.assertTrue(document.approval_intact)

    # ------------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------------

    def test_author_cannot_decide_at_any_step(self):
        """Who wrote the content neither reviews nor approves it."""
        by_secretary = self.submitted(user=self.secretary)
        with self.assertRaisesRegex(AccessError, "wrote or reviewed"):
            by_secretary.with_user(self.secretary).action_approve()
        self.assertNotIn("secretary_a:", by_secretary.approval_waits_for)
        by_secretary.with_user(self.secretary2).action_approve()

        shared = self.document()
        shared.line_ids.with_user(self.head).quantity = 3
        shared.action_submit()
        shared.with_user(self.secretary).action_approve()
        with self.assertRaisesRegex(AccessError, "wrote or reviewed"):
            shared.with_user(self.head).action_approve()

    def test_reviewer_cannot_approve_as_acting_head(self):
        """Who reviewed a version does not approve it as Plh."""
        self.assign(self.secretary, "head", "plh", date_to="2099-01-01")
        document = self.submitted()
        document.with_user(self.secretary).action_approve()
        with self.assertRaisesRegex(AccessError, "wrote or reviewed"):
            document.with_user(self.secretary).action_approve()
        self.assertNotIn("secretary_a", document.approval_waits_for)
        document.with_user(self.head).action_approve()
        self.assertEqual("approved", document.approval_state)

    def test_reviewer_of_a_returned_round_may_review_again(self):
        """A new round counts anew: only this version's reviewers are barred."""
        document = self.submitted()
        document.with_user(self.secretary).action_approve()
        document.with_user(self.head).action_return("again")
        document.action_submit()
        document.with_user(self.secretary).action_approve()
        document.with_user(self.head).action_approve()
        self.assertEqual("approved", document.approval_state)

    def test_acting_head_is_named_with_his_capacity(self):
        """Plh. stands before the post in the decision, and its assignment is kept."""
        deputy = self.user("deputy_a")
        acting = self.assign(deputy, "head", "plh", date_to="2099-01-01")
        document = self.submitted()
        document.with_user(self.secretary).action_approve()
        self.assertIn("Plh. deputy_a", document.approval_waits_for)
        document.with_user(deputy).action_approve()
        decision = self.decisions_of(document)[-1]
        self.assertEqual("plh", decision.capacity)
        self.assertEqual(acting, decision.assignment_id)
        self.assertIn("Plh.", decision.decider_label)

    def test_strategic_matter_is_closed_to_acting_heads(self):
        """Organisation, personnel and budget wait for the definitive head."""
        deputy = self.user("deputy_a")
        self.assign(deputy, "head", "plt", date_to="2099-01-01")
        document = self.document(model="test.zi.strategic")
        document.action_submit()
        with self.assertRaisesRegex(AccessError, "closed to acting heads"):
            document.with_user(deputy).action_approve()
        inbox = self.env["zi.approval.request"].with_user(deputy)
        self.assertFalse(inbox.search([("can_decide", "=", True)]))
        document.with_user(self.head).action_approve()
        self.assertEqual("approved", document.approval_state)

    def test_declared_conflict_bars_the_head(self):
        """Who declared an interest in a person concerned does not decide."""
        subject = self.env["hr.employee"].create(
            {"name": "Subject", "company_id": self.unit.id}
        )
        document = self.submitted(subject_id=subject.id)
        document.with_user(self.secretary).action_approve()
        declaration = self.env["test.zi.declaration"].create(
            {"user_id": self.head.id, "employee_id": subject.id}
        )
        with self.assertRaisesRegex(AccessError, "conflict of interest"):
            document.with_user(self.head).action_approve()
        declaration.unlink()
        document.with_user(self.head).action_approve()

    def test_person_concerned_neither_decides_nor_sees_the_request(self):
        """Whom a matter is about is left out of gate, inbox and reminders."""
        document = self.submitted(excluded_id=self.head.id)
        document.with_user(self.secretary).action_approve()
        inbox = self.env["zi.approval.request"].with_user(self.head)
        self.assertFalse(inbox.search([("res_id", "=", document.id)]))
        with self.assertRaises(AccessError):
            document.with_user(self.head).action_approve()
        request = self.requests_of(document).filtered(lambda r: r.state == "waiting")
        self.assertNotIn(self.head, request._zi_deciders())

    def test_heads_own_matter_is_decided_outside(self):
        """The head as author: the next authority decides, the secretariat enters it."""
        document = self.document(user=self.head)
        document.action_submit()
        document.with_user(self.secretary).action_approve()
        self.assertTrue(document.approval_needs_external)
        self.assertIn("Direktur Jenderal", document.approval_waits_for)
        letter = {
            "res_model": document._name,
            "res_id": document.id,
            "decider_name": "Pejabat Contoh",
            "decider_office": "Direktur Jenderal",
            "letter_number": "HK.01/1/2026",
            "letter_date": "2026-01-05",
            "letter_name": "surat.pdf",
            "letter_file": base64.b64encode(b"%PDF-1.4 letter"),
        }
        external = self.env["zi.approval.external"]
        with self.assertRaises(AccessError):
            external.with_user(self.author).create(letter).action_confirm()
        external.with_user(self.secretary2).create(letter).action_confirm()

        self.assertEqual("approved", document.approval_state)
        decision = self.decisions_of(document)[-1]
        self.assertEqual("external", decision.outcome)
        self.assertEqual("Pejabat Contoh", decision.decider_name)
        self.assertEqual(self.secretary2, decision.user_id)
        self.assertEqual(64, len(decision.letter_sha256))
        kept = self.env["ir.attachment"].search(
            [("res_model", "=", document._name), ("res_id", "=", document.id)]
        )
        with self.assertRaises(AccessError):
            kept.with_user(self.secretary2).unlink()
        with self.assertRaises(AccessError):
            kept.with_user(self.secretary2).write({"raw": b"other"})
        self.assertFalse(
            self.requests_of(document).filtered(lambda r: r.state == "waiting")
        )
        self.assert_chain_whole()

    def test_external_decision_is_refused_where_the_head_can_decide(self):
        """A letter from outside does not pass by the unit's own head."""
        document = self.submitted()
        form = (
            self.env["zi.approval.external"]
            .with_user(self.secretary)
            .create(
                {
                    "res_model": document._name,
                    "res_id": document.id,
                    "decider_name": "Pejabat Contoh",
                    "decider_office": "Direktur",
                    "letter_number": "1",
                    "letter_date": "2026-01-05",
                    "letter_file": base64.b64encode(b"%PDF-1.4 letter"),
                }
            )
        )
        with self.assertRaisesRegex(UserError, "can decide this document himself"):
            form.action_confirm()

    # ------------------------------------------------------------------
    # INBOX
    # ------------------------------------------------------------------

    def test_inbox_holds_exactly_what_one_may_decide(self):
        """Search, field and gate agree for every person."""
        self.submitted(name="one")
        second = self.submitted(name="two")
        second.with_user(self.secretary).action_approve()
        self.submitted(name="three", user=self.secretary)
        for user, names in (
            (self.secretary, {"one"}),
            (self.secretary2, {"one", "three"}),
            (self.head, {"two"}),
            (self.author, set()),
            (self.colleague, set()),
        ):
            with self.subTest(user=user.login):
                inbox = self.env["zi.approval.request"].with_user(user)
                found = inbox.search([("can_decide", "=", True)])
                self.assertEqual(names, set(found.mapped("title")))
                self.assertTrue(all(found.mapped("can_decide")))
                rest = inbox.search([("can_decide", "=", False)])
                self.assertFalse(any(rest.mapped("can_decide")))

    def test_bulk_approval_takes_all_or_none(self):
        """One refused document keeps the others undecided and is named."""
        first = self.submitted(name="first")
        second = self.submitted(name="second")
        own = self.submitted(name="own", user=self.secretary)
        requests = (
            self.requests_of(first) | self.requests_of(second) | self.requests_of(own)
        )
        with (
            self.assertRaisesRegex(AccessError, "“own” cannot be decided"),
            self.cr.savepoint(),
        ):
            requests.with_user(self.secretary).action_approve()
        self.assertFalse(self.decisions_of(first))
        (requests - self.requests_of(own)).with_user(self.secretary).action_approve()
        self.assertEqual(1, len(self.decisions_of(first)))
        self.assertEqual(1, len(self.decisions_of(second)))
        self.assert_chain_whole()

    def test_queries_of_the_inbox_do_not_grow_with_it(self):
        """Whether one may decide is asked for the whole list at once."""
        for number in range(3):
            self.submitted(name=str(number))
        requests = self.env["zi.approval.request"].with_user(self.secretary)

        def count():
            self.env.invalidate_all()
            rows = requests.search([("state", "=", "waiting")])
            before = self.cr.sql_log_count
            rows.mapped("can_decide")
            return self.cr.sql_log_count - before

        count()
        few = count()
        for number in range(12):
            self.submitted(name=str(number))
        self.assertEqual(few, count())

    def test_preview_shows_the_sealed_content(self):
        """The inbox shows what is decided on, escaped."""
        document = self.submitted(name="<b>bold</b>", amount=2.5)
        request = self.requests_of(document).with_user(self.secretary)
        self.assertIn("&lt;b&gt;bold", request.preview)
        self.assertIn("2.5", request.preview)

    def test_rows_follow_the_document(self):
        """Who may not read a document learns nothing from its requests and
        decisions."""
        self.env["ir.rule"].create(
            {
                "name": "test: own only",
                "model_id": self.env["ir.model"]._get_id("test.zi.document"),
                "domain_force": "[('create_uid', '=', user.id)]",
                "groups": [(6, 0, self.env.ref("zi_governance.group_zi_user").ids)],
            }
        )
        document = self.submitted()
        request = self.requests_of(document)
        document.with_user(self.secretary).sudo()
        request.with_user(self.secretary).action_approve()
        for model, rows in (
            ("zi.approval.request", self.requests_of(document)),
            ("zi.approval.decision", self.decisions_of(document)),
        ):
            stranger = self.env[model].with_user(self.colleague)
            self.assertFalse(stranger.search([("id", "in", rows.ids)]))
            with self.assertRaises(AccessError):
                stranger.browse(rows.ids).read(["res_id"])
            author = self.env[model].with_user(self.author)
            self.assertEqual(rows, author.search([("id", "in", rows.ids)]).sudo())

    def test_approver_gets_one_mail_and_one_activity(self):
        """Mail in constant words, activity on the document; both end with it."""
        mails = self.env["mail.mail"].sudo()
        before = mails.search([])
        document = self.submitted(name="MARKTITLE")
        new = mails.search([]) - before
        self.assertEqual(
            {self.secretary.email_formatted, self.secretary2.email_formatted},
            set(new.mapped("email_to")),
        )
        for mail in new:
            self.assertNotIn("MARKTITLE", mail.subject + mail.body_html)
            self.assertFalse(mail.model)
            self.assertFalse(mail.res_id)
        activities = document.sudo().activity_ids
        self.assertEqual(self.secretary | self.secretary2, activities.user_id)
        own_todo = document.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.author.id
        )
        document.with_user(self.secretary).action_approve()
        self.assertEqual(self.head, (document.sudo().activity_ids - own_todo).user_id)
        document.with_user(self.head).action_approve()
        self.assertEqual(own_todo, document.sudo().activity_ids)

    def test_form_offers_only_what_the_server_allows(self):
        """Buttons of the shared header stand on the form and follow the state."""
        arch = self.env["test.zi.document"].get_view(view_type="form")["arch"]
        for name in (
            "action_submit",
            "action_approve",
            "action_return",
            "action_withdraw_submission",
            "approval_warning",
            "approval_decision_ids",
        ):
            self.assertEqual(1, arch.count(f'name="{name}"'), name)
        self.assertIn('name="name"', arch)
        form = Form(self.document(name="Draft"))
        form.name = "Changed"
        form.save()
        document = self.submitted()
        with self.assertRaisesRegex(AssertionError, "readonly"):
            Form(document).name = "Changed"
        Form(document).remark = "open"
        self.assertTrue(document.approval_can_withdraw)
        self.assertTrue(document.with_user(self.secretary).approval_can_withdraw)
        self.assertFalse(document.with_user(self.head).approval_can_withdraw)
        self.assertFalse(document.approval_can_decide)
        self.assertTrue(document.approval_why_not)
        self.assertTrue(document.with_user(self.secretary).approval_can_decide)
