{
    "name": "Zona Integritas: Governance",
    "summary": "Work plan, evidence, LKE score and approval for the integrity zone",
    "version": "19.0.1.0.0",
    "author": "BTKLPP Kelas I Batam",
    "website": "https://github.com/btklpp-batam/zona-integritas",
    "license": "LGPL-3",
    "category": "Human Resources/Zona Integritas",
    "depends": ["base", "mail", "hr"],
    "external_dependencies": {"python": ["holidays", "openpyxl"]},
    "data": [
        # access
        "security/groups.xml",
        "security/ir.model.access.csv",
        "security/foundation_rules.xml",
        "security/approval_rules.xml",
        # reference data
        "data/zi_area_data.xml",
        "data/zi_role_data.xml",
        "data/approval_cron.xml",
        # views
        "views/foundation/zi_area_views.xml",
        "views/access/zi_role_assignment_views.xml",
        "views/access/zi_oversight_views.xml",
        "views/access/hr_employee_views.xml",
        "views/approval/zi_approval_request_views.xml",
        "views/approval/zi_approval_decision_views.xml",
        "views/zi_menus.xml",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
    "application": True,
}
