"""The integrity pact in the demo office: most have signed, some wait."""

# Who has not signed when the story ends, and whose witness is missing.
_MISSING = ("pegawai2",)
_UNWITNESSED = ("pegawai",)


def tell_pacts(story):
    """Everybody signs at the declaration but one; superiors witness but one."""
    env = story.as_user("sekretaris1")
    item = env["zi.integrity.pact.round"].create(
        {
            "name": "Pencanangan Zona Integritas",
            "kind": "declaration",
            "company_id": story.company.id,
            "place": "Aula",
        }
    )
    item.action_all_employees()
    item.action_open()
    missing = {story.employee(key) for key in _MISSING}
    unwitnessed = {story.employee(key) for key in _UNWITNESSED}
    signing = item.sudo()
    text = env["zi.integrity.pact.text"]._zi_current(story.company)
    for person in signing.expected_ids.employee_id:
        if person in missing or not person.user_id:
            continue
        # SUDO: demo people have no one at the keyboard who types a password.
        pact = (
            story.env["zi.integrity.pact"]
            .sudo()
            ._zi_sign(person, text, "password", signing_round=signing)
        )
        superior = person.parent_id.user_id
        if superior and person not in unwitnessed:
            pact.with_user(superior).action_witness()
    item.action_close()
