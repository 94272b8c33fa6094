from ..documents.common import DocumentCase


class SopCase(DocumentCase):
    """The small office with a laboratory section that writes SOPs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.section = cls.env["hr.department"].create(
            {"name": "Seksi Uji", "company_id": cls.unit.id}
        )
        cls.analyst = cls._person("sop_analyst", "Analis Uji")
        cls._employee(cls.analyst).department_id = cls.section
        cls.process = cls.env["zi.business.process"].create(
            {
                "name": "Pengujian sampel",
                "code": "LAB",
                "kind": "main",
                "company_id": cls.unit.id,
                "department_id": cls.section.id,
            }
        )

    @classmethod
    def _sop(cls, user=None, **values):
        return (
            cls.env["zi.sop"]
            .with_user(user or cls.secretary)
            .create(
                {
                    "name": "Pengujian air bersih",
                    "company_id": cls.unit.id,
                    "process_id": cls.process.id,
                    **values,
                }
            )
        )

    @classmethod
    def _revision(cls, sop=None, user=None, **values):
        """A draft with two executors, a decision that goes back, and an end."""
        sop = sop or cls._sop(user)
        return (
            cls.env["zi.sop.revision"]
            .with_user(user or cls.secretary)
            .create(
                {
                    "sop_id": sop.id,
                    "executor_ids": [
                        (0, 0, {"sequence": 10, "code": "A", "name": "Petugas"}),
                        (0, 0, {"sequence": 20, "code": "B", "name": "Analis"}),
                    ],
                    "step_ids": [
                        (0, 0, {"sequence": place * 10, "number": place, **step})
                        for place, step in enumerate(cls._steps(), 1)
                    ],
                    **values,
                }
            )
        )

    @classmethod
    def _steps(cls):
        return [
            {
                "activity": "Menerima sampel",
                "executor_codes": "A",
                "symbol": "start",
                "time_value": 10,
            },
            {
                "activity": "Memeriksa kelayakan sampel",
                "executor_codes": "B",
                "symbol": "decision",
                "yes_to": 3,
                "no_to": 1,
                "time_value": 20,
            },
            {
                "activity": "Menguji sampel",
                "executor_codes": "B",
                "time_value": 2,
                "time_unit": "hour",
            },
            {
                "activity": "Menyerahkan hasil",
                "executor_codes": "A",
                "symbol": "end",
                "time_value": 30,
            },
        ]

    def _numbers(self, revision):
        return [
            (step.number, step.activity, step.yes_to, step.no_to)
            for step in revision.step_ids.sorted("number")
        ]
