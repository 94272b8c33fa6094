from datetime import datetime, timedelta

from odoo.tests import freeze_time

from ..documents.common import DocumentCase

# Noon of the office is 05:00 UTC: the events of the tests begin at 13:00 there.
BEGIN = datetime(2026, 6, 15, 6)


class EventCase(DocumentCase):
    """The small office and a meeting this afternoon, of which the secretary is the
    organiser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kinds = {kind.code: kind for kind in cls.env["zi.event.kind"].search([])}

    @classmethod
    def _event(cls, kind="rapat", user=None, people=(), **values):
        event = (
            cls.env["zi.event"]
            .with_user(user or cls.secretary)
            .create(
                {
                    "name": "Rapat triwulan",
                    "kind_id": cls.kinds[kind].id,
                    "company_id": cls.unit.id,
                    "start": BEGIN,
                    "stop": BEGIN + timedelta(hours=1),
                    "place": "Aula",
                    **values,
                }
            )
        )
        for person in people:
            event._zi_add_people(cls._employee(person))
        return event

    @classmethod
    def _at(cls, minutes):
        """Let it be some minutes after the begin of the events."""
        cls._stop_clock()
        cls._clock = freeze_time(BEGIN + timedelta(minutes=minutes))
        cls._clock.start()
        cls.env.invalidate_all()

    @classmethod
    def _row(cls, event, user):
        return event.sudo().attendance_ids.filtered(lambda row: row.user_id == user)

    def _check_in(self, event, user):
        return event.with_user(user)._zi_check_in()
