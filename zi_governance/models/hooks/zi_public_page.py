from odoo import api, models


class ZiPublicPage(models.AbstractModel):
    """What other addons add to the public pages."""

    _name = "zi.public.page"
    _description = "Public page"

    @api.model
    def _zi_sections(self, company):
        """Blocks of the transparency page of a unit.

        :param res.company company: the unit
        :return: list of ``(sequence, Markup)``; content approved for publication only
        """
        return []

    @api.model
    def _zi_public_actions(self, record):
        """Links under a verified document, such as "report a problem".

        Of a posted sheet the record is its ``zi.sop.copy``, which names the revision
        and the place; of a print without a place it is the ``zi.sop.revision``. The
        page of a sheet that ended has, beside these links, a button of its own that
        tells the office where it still hangs: that is no complaint, and it is there
        whatever addon is installed.

        :param record: what the page is about (sudo)
        :return: list of ``(label, url)``; the url is relative to the public address
        """
        return []
