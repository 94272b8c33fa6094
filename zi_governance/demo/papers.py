"""What the demo office wrote, showed and reported in its year.

Official documents in every state, publications, the monthly and quarterly reports
with their follow-ups; each act by the person who would do it. In the first days of
a year there is little to report yet, and so the story is short then.
"""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Command, Date

_DONE = "Sudah dikerjakan sesuai kesepakatan rapat; bukti terlampir."
_TEXT = "<h3>Hasil</h3><p>%s</p>"
# (kind, subject, text, what becomes of it)
_DOCUMENTS = (
    (
        "juknis",
        "Petunjuk Teknis Pengambilan Contoh Air Bersih",
        "Contoh air diambil oleh petugas yang ditunjuk, dicatat, dan disegel.",
        "waits for the head",
    ),
    (
        "pedoman_benturan",
        "Pedoman Penanganan Benturan Kepentingan",
        "Setiap pegawai menyatakan benturan kepentingan sebelum bertugas.",
        "waits for the review",
    ),
    (
        "surat_edaran",
        "Larangan Menerima Parsel Hari Raya",
        "Pegawai dilarang menerima parsel dari pengguna layanan.",
        "returned",
    ),
    (
        "nota_dinas",
        "Usulan Jadwal Rapat Tim Kerja ZI",
        "Rapat diusulkan setiap hari Senin pertama.",
        "draft",
    ),
)
_FINDINGS = (
    ("pgw", "Sosialisasi WBS belum menjangkau petugas lapangan.", "Sosialisasi WBS"),
    ("yan", "Maklumat pelayanan belum terpasang di loket.", "Pasang maklumat di loket"),
)


def tell(story):
    """Write, show and report.

    :param zi_governance.demo.story.Story story: the office, its plan approved
    """
    Papers(story).tell()


class Papers:
    def __init__(self, story):
        self.story = story
        self.company = story.company
        self.today = story.today
        self.secretary = story.as_user("sekretaris1")

    def tell(self):
        self.write_documents()
        self.appoint_acting_head()
        self.show()
        self.take_up_reports()
        self.report_months()
        self.report_quarters()
        self.publish_on_page()

    # ------------------------------------------------------------------
    # OFFICIAL DOCUMENTS
    # ------------------------------------------------------------------

    def draft(self, kind, subject, dictum, people=(), **values):
        kind = self.story.env.ref(f"zi_governance.decree_kind_{kind}")
        return self.secretary["zi.decree"].create(
            {
                "company_id": self.company.id,
                "kind_id": kind.id,
                "subject": subject,
                "dictum": dictum,
                "member_ids": [
                    Command.create(
                        {"employee_id": self.story.employee(person).id, **line}
                    )
                    for person, line in people
                ],
                **values,
            }
        )

    def approve(self, document):
        document.action_submit()
        if len(document._zi_approval_route()) > 1:
            self.story.decide(document, "sekretaris2")
        self.story.decide(document, "kepala")
        return document

    def write_documents(self):
        """One in each state of the register and of the approval."""
        year = self.story.year
        old = self.approve(
            self.draft(
                "pedoman",
                "Pedoman Pelayanan Pengujian Laboratorium",
                "Pelayanan dilaksanakan setiap hari kerja.",
                outside=True,
                outside_number="HK.02.03/contoh/1",
                date=Date.to_date(f"{year - 1}-03-02"),
                valid_from=Date.to_date(f"{year - 1}-03-02"),
                file=self.scan("Pedoman lama"),
                file_name="pedoman-lama.pdf",
            )
        )
        self.guide = self.approve(
            self.draft(
                "pedoman",
                "Pedoman Pelayanan Pengujian Laboratorium",
                "Pelayanan dilaksanakan setiap hari kerja.\n"
                "Hasil uji diserahkan paling lambat sepuluh hari kerja.",
                replaces_ids=[Command.set(old.ids)],
            )
        )
        self.team = self.approve(
            self.draft(
                "sk_tim_lakip",
                f"Tim Penyusun LAKIP Tahun {year}",
                "Membentuk Tim Penyusun LAKIP.\nTim bertanggung jawab kepada Kepala.",
                people=[
                    ("pokja_ak", {"function": "Ketua"}),
                    ("kepegawaian", {"function": "Anggota"}),
                    ("risiko", {"function": "Anggota"}),
                ],
                valid_to=self.today + timedelta(days=21),
            )
        )
        for kind, subject, dictum, fate in _DOCUMENTS:
            document = self.draft(kind, subject, dictum)
            if fate == "draft":
                continue
            document.action_submit()
            second = document.with_env(self.story.as_user("sekretaris2"))
            if fate == "returned":
                second.action_return("Sebutkan dasar hukumnya pada bagian Mengingat.")
            elif fate == "waits for the head":
                second.action_approve()

    def appoint_acting_head(self):
        """The head will be away: a section head minds the office for some days."""
        start = self.today + timedelta(days=3)
        self.approve(
            self.draft(
                "sk_plt",
                "Penunjukan Pelaksana Harian Kepala Balai",
                "Menunjuk Pelaksana Harian selama Kepala bertugas di luar kota.",
                people=[("kasi_se", {"capacity": "plh"})],
                valid_from=start,
                valid_to=start + timedelta(days=4),
            )
        )

    def scan(self, title):
        return self.story.pdf(title, "pindaian contoh")

    # ------------------------------------------------------------------
    # PUBLICATIONS
    # ------------------------------------------------------------------

    def show(self):
        """On the website, in the service room, on social media; one taken down."""
        first = max(
            Date.to_date(f"{self.story.year}-01-01"), self.today - timedelta(days=40)
        )
        self.publish(
            "website",
            "Rencana Kerja Pembangunan ZI",
            "https://zi.example/rencana",
            first,
            self.story.plan,
        )
        room = self.publish(
            "service_room",
            "Maklumat pelayanan",
            "Ruang pelayanan, dinding timur",
            first,
        )
        self.secretary["zi.publication.renewal"].create(
            {
                "publication_id": room.id,
                "date": self.today,
                "what": "Lembar diganti karena pudar.",
                "proof": self.scan("Foto maklumat"),
                "proof_name": "maklumat.pdf",
            }
        )
        self.publish(
            "social",
            "Pedoman pelayanan pengujian",
            "https://sosial.example/btklpp",
            self.today,
            self.guide,
        )
        self.publish(
            "banner",
            "Spanduk pencanangan Zona Integritas",
            "Halaman depan kantor",
            first,
        ).action_end()
        self.secretary["zi.publication"].create(
            {
                "company_id": self.company.id,
                "name": "Jadwal pelayanan akhir tahun",
                "media_id": self.media("notice_board").id,
            }
        )

    def publish_on_page(self):
        """What visitors of /zi see: the plan, decrees and the last monitoring."""
        monitoring = self.story.env["zi.monitoring"].search(
            [
                ("company_id", "=", self.company.id),
                ("approval_state", "=", "approved"),
            ],
            limit=1,
        )
        for record in (self.story.plan, self.team, self.guide, monitoring):
            if record:
                self.publish("zi_page", record.display_name, "/zi", self.today, record)

    def media(self, code):
        return self.story.env.ref(f"zi_governance.publication_media_{code}")

    def publish(self, media, name, address, first, record=None):
        shown = self.secretary["zi.publication"].create(
            {
                "company_id": self.company.id,
                "name": name,
                "media_id": self.media(media).id,
                "address": address,
                "date_from": first,
                "proof": self.scan(name),
                "proof_name": "bukti-tayang.pdf",
                "proof_date": first,
                "res_model": record._name if record else False,
                "res_id": record.id if record else False,
            }
        )
        shown.action_publish()
        return shown

    # ------------------------------------------------------------------
    # REPORTS
    # ------------------------------------------------------------------

    def kind(self, code):
        return self.story.env.ref(f"zi_governance.report_kind_{code}")

    def take_up_reports(self):
        kinds = self.kind("monev_zi") | self.kind("upg_bulanan")
        kinds |= self.kind("monev_kip") | self.kind("kaji_ulang_dokumen")
        self.secretary["zi.report.duty"]._zi_take_up(
            self.company, kinds.with_env(self.secretary)
        )

    def ended(self, code, margin=0):
        """Periods of a report that are over since some days, the oldest first."""
        return self.story.env["zi.report.slot"].search(
            [
                ("company_id", "=", self.company.id),
                ("kind_id", "=", self.kind(code).id),
                ("date_to", "<", self.today - timedelta(days=margin)),
            ],
            order="date_from",
        )

    def report_months(self):
        """The gratification officer: reports, the last but one without events; the
        last month is still owed."""
        officer = self.story.as_user("upg")
        slots = self.ended("upg_bulanan")[:-1].with_env(officer)
        for slot in slots[:-1]:
            report = self.begin(slot)
            report.summary = _TEXT % (
                "Sosialisasi pengendalian gratifikasi dilaksanakan; "
                "satu penolakan dicatat."
            )
            self.hand_in(report)
        for slot in slots[-1:]:
            slot.action_make_nil()
            self.decide(self.of(slot))

    def report_quarters(self):
        """Monitoring with its meeting; what it found is done by its owners and
        checked, the findings of the last one are still open."""
        slots = self.ended("monev_zi", margin=12).with_env(self.secretary)
        for slot in slots:
            report = self.begin(slot)
            for line in report.review_ids:
                if line.state not in ("checked", "cancelled"):
                    line.answer = "Masih dikerjakan."
            closing = slot.date_to + timedelta(days=5)
            report.write(
                {
                    "summary": _TEXT % "Pembangunan ZI berjalan menurut rencana kerja.",
                    "closing_date": closing,
                    "meeting_date": closing + timedelta(days=5),
                    "meeting_place": "Ruang rapat utama",
                    "participants": "Kepala\nKetua tim ZI\nKelompok kerja I-VI",
                    "finding_ids": [
                        Command.create(
                            {
                                "name": finding,
                                "action": action,
                                "owner_id": self.story.user(f"pokja_{area}").id,
                                "due_date": slot.date_to + relativedelta(months=2),
                            }
                        )
                        for area, finding, action in _FINDINGS
                    ],
                }
            )
            self.hand_in(report)
            follow_ups = report.sudo().finding_ids.follow_up_id
            if slot == slots[-1]:
                # One waits to be checked, the other has not begun.
                self.do(follow_ups[0])
            else:
                self.settle(follow_ups)

    def settle(self, follow_ups):
        for follow_up in follow_ups:
            self.do(follow_up)
            follow_up.with_env(self.story.as_user("sekretaris2")).action_check()

    def do(self, follow_up):
        """Its owner attaches what shows the result, and says that it is done."""
        owner = follow_up.owner_id
        env = self.story.env(
            user=owner,
            context={
                **self.story.env.context,
                "allowed_company_ids": owner.company_ids.ids,
            },
        )
        title = f"{follow_up.name} {follow_up.id}"
        data = self.story.pdf(title, follow_up.name)
        created = env["zi.evidence"].action_upload(
            [{"name": f"tindak-lanjut-{follow_up.id}.pdf", "data": data}],
            "zi.follow.up",
            follow_up.id,
        )["created"]
        evidence = self.story.env["zi.evidence"].browse(created)
        evidence.with_env(self.story.as_user("sekretaris2")).action_verify()
        follow_up.with_env(env).action_done(_DONE)

    def begin(self, slot):
        slot.action_open_report()
        return self.of(slot)

    def of(self, slot):
        model = slot.env[slot.sudo().res_model]
        return model.browse(slot.sudo().res_id)

    def hand_in(self, report):
        report.action_submit()
        self.decide(report)

    def decide(self, report):
        self.story.decide(report, "sekretaris2")
        self.story.decide(report, "kepala")
