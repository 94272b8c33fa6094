"""The steps of the set-up guide were installed once and for all; from now on they
follow the program, which knows who may answer them.

Their translations are dropped, so that those of the new texts are loaded.
"""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE ir_model_data
           SET noupdate = FALSE
         WHERE module = 'zi_governance'
           AND model = 'zi.setup.step'
        """
    )
    cr.execute(
        """
        UPDATE zi_setup_step
           SET name = jsonb_build_object('en_US', name->>'en_US'),
               who = jsonb_build_object('en_US', who->>'en_US'),
               until_then = jsonb_build_object('en_US', until_then->>'en_US')
        """
    )
