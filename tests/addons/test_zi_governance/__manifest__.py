{
    "name": "Zona Integritas: consumers for tests",
    "summary": "Small documents that use every hook of the governance addon",
    "version": "19.0.1.0.0",
    "author": "BTKLPP Kelas I Batam",
    "website": "https://github.com/btklpp-batam/zona-integritas",
    "license": "LGPL-3",
    "category": "Hidden/Tests",
    "depends": ["zi_governance"],
    "data": [
        "security/ir.model.access.csv",
        "security/test_rules.xml",
        "data/test_registry_data.xml",
        "views/test_zi_document_views.xml",
    ],
    "uninstall_hook": "uninstall_hook",
}
