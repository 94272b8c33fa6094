"""The demo office's SOPs: invented procedures of a laboratory, in several states."""

from datetime import timedelta

# (code, name, kind, department)
_PROCESSES = [
    ("LAB", "Pengujian laboratorium", "main", "lab"),
    ("SUR", "Surveilans epidemiologi", "main", "se"),
    ("ADK", "Analisis dampak kesehatan lingkungan", "main", "adkl"),
    ("UMU", "Layanan umum dan kepegawaian", "support", "adum"),
]

# Steps: (activity, letters, symbol, no to, requirements, minutes, output)
_LAB = (
    "Pengujian sampel air bersih",
    "LAB",
    ("Petugas penerima sampel", "Analis", "Penyelia"),
    [
        (
            "Menerima sampel dan formulir permohonan",
            "A",
            "start",
            0,
            "Formulir",
            10,
            "Sampel terdaftar",
        ),
        (
            "Sampel memenuhi syarat?",
            "A",
            "decision",
            1,
            "Kriteria penerimaan",
            10,
            "Keputusan",
        ),
        (
            "Memberi kode dan menyerahkan sampel kepada analis",
            "A",
            "process",
            0,
            "Buku register",
            10,
            "Sampel berkode",
        ),
        (
            "Menguji parameter fisika, kimia, dan mikrobiologi",
            "B",
            "process",
            0,
            "Alat dan pereaksi",
            300,
            "Lembar kerja",
        ),
        (
            "Hasil memenuhi kendali mutu?",
            "C B",
            "decision",
            4,
            "Grafik kendali",
            30,
            "Paraf penyelia",
        ),
        (
            "Mencetak laporan hasil uji",
            "A",
            "document",
            0,
            "Lembar kerja",
            20,
            "Laporan hasil uji",
        ),
        (
            "Menyerahkan laporan hasil uji kepada pemohon",
            "A",
            "end",
            0,
            "Tanda terima",
            10,
            "Laporan diterima",
        ),
    ],
)
_SHORT = [
    ("Menerima permohonan", "A", "start", 0, "Surat permohonan", 15, "Permohonan"),
    ("Berkas lengkap?", "A", "decision", 1, "Daftar periksa", 15, "Keputusan"),
    ("Melaksanakan kegiatan", "B", "process", 0, "Peralatan", 120, "Hasil kegiatan"),
    ("Menyampaikan laporan", "B A", "end", 0, "Hasil kegiatan", 30, "Laporan"),
]
_OTHERS = [
    ("Penyelidikan kejadian luar biasa", "SUR", ("Petugas surveilans", "Ketua tim")),
    ("Pengambilan sampel udara ambien", "ADK", ("Petugas lapangan", "Sanitarian")),
    ("Kalibrasi internal timbangan", "LAB", ("Analis", "Penyelia")),
    ("Penanganan pengaduan pelanggan", "UMU", ("Petugas layanan", "Koordinator")),
    ("Pengelolaan sampel sisa", "LAB", ("Analis", "Petugas K3")),
]


def tell_sops(story):
    """Processes, six SOPs in force, not yet, withdrawn, waiting and being written.

    :param demo.story.Story story: the story so far
    """
    writer = story.as_user("sekretaris1")
    processes = {}
    for code, name, kind, section in _PROCESSES:
        processes[code] = writer["zi.business.process"].create(
            [
                {
                    "code": code,
                    "name": name,
                    "kind": kind,
                    "company_id": story.company.id,
                    "department_id": story.env.ref(
                        f"zi_governance.demo_department_{section}"
                    ).id,
                }
            ]
        )
    first = _write(story, writer, processes, *_LAB)
    _approve(story, first)
    others = [
        _write(story, writer, processes, name, code, executors, _SHORT)
        for name, code, executors in _OTHERS
    ]
    investigation, air, scales, complaints, leftovers = others
    _approve(story, investigation)
    air.effective_date = story.today + timedelta(days=14)
    _approve(story, air)
    _approve(story, scales)
    scales.with_env(writer)._zi_next_revision().change_note = "Toleransi diperbarui."
    _approve(story, leftovers)
    withdrawal = writer["zi.sop.withdrawal"].create(
        [{"revision_id": leftovers.id, "reason": "Digabung dengan SOP pengujian."}]
    )
    _approve(story, withdrawal)
    complaints.action_submit()
    _live(story, first)


def _write(story, writer, processes, name, code, executors, steps):
    sop = writer["zi.sop"].create(
        [
            {
                "name": name,
                "company_id": story.company.id,
                "process_id": processes[code].id,
            }
        ]
    )
    return writer["zi.sop.revision"].create(
        [
            {
                "sop_id": sop.id,
                "qualification": "Memahami tugas dan instruksi kerja",
                "equipment": "Komputer dan formulir",
                "warning": "Bila tidak dilaksanakan, layanan tidak dapat "
                "dipertanggungjawabkan",
                "records": "Buku register",
                "executor_ids": [
                    (0, 0, {"code": "ABC"[place], "sequence": place * 10, "name": who})
                    for place, who in enumerate(executors)
                ],
                "step_ids": [
                    (
                        0,
                        0,
                        {
                            "number": number,
                            "sequence": number * 10,
                            "activity": activity,
                            "executor_codes": letters,
                            "symbol": symbol,
                            "no_to": no_to,
                            "inputs": inputs,
                            "time_value": minutes,
                            "output": output,
                        },
                    )
                    for number, (
                        activity,
                        letters,
                        symbol,
                        no_to,
                        inputs,
                        minutes,
                        output,
                    ) in enumerate(steps, 1)
                ],
            }
        ]
    )


def _approve(story, record):
    record.action_submit()
    story.decide(record, "sekretaris2")
    story.decide(record, "kepala")


def _live(story, revision):
    """The first SOP hangs in two rooms, was read, and was tried on a case."""
    chief = revision.with_env(story.as_user("kasi_lab"))
    sheets = chief.env["zi.sop.copy"].create(
        [
            {"revision_id": revision.id, "place": place}
            for place in ("Ruang pelayanan", "Laboratorium kimia")
        ]
    )
    sheets.action_post()
    chief.action_acknowledge()
    run = chief.env["zi.sop.run"].create(
        [{"revision_id": revision.id, "case_reference": "LHU/001"}]
    )
    for line in run.line_ids:
        line.write({"result": "done", "actual_minutes": line.planned_minutes})
    run.action_finish()
