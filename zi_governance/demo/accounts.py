"""Accounts of the demo office, one per role. For the demo only: the password of
each is its login."""

# (login, password, who it is)
ACCOUNTS = [
    ("admin", "admin", "System administrator: settings, no case content"),
    ("kepala", "kepala", "Kepala (head)"),
    ("kasubbag", "kasubbag", "Ketua ZI (chair), personnel superior"),
    ("kasi.se", "kasi.se", "Section head; Plh of the Kepala by decree"),
    ("kasi.adkl", "kasi.adkl", "Section head"),
    ("kasi.lab", "kasi.lab", "Section head"),
    ("sekretaris1", "sekretaris1", "Sekretaris ZI 1 (secretariat)"),
    ("sekretaris2", "sekretaris2", "Sekretaris ZI 2 (secretariat)"),
    ("pokja.mp", "pokja.mp", "Working group I Manajemen Perubahan"),
    ("pokja.tl", "pokja.tl", "Working group II Tatalaksana"),
    ("pokja.sdm", "pokja.sdm", "Working group III SDM"),
    ("pokja.ak", "pokja.ak", "Working group IV Akuntabilitas"),
    ("pokja.pgw", "pokja.pgw", "Working group V Pengawasan"),
    ("pokja.yan", "pokja.yan", "Working group VI Pelayanan Publik"),
    ("kepegawaian", "kepegawaian", "Personnel officer"),
    ("ppid", "ppid", "Public-information officer (PPID)"),
    ("upg", "upg", "Gratification officer (UPG)"),
    ("wbs", "wbs", "WBS custodian"),
    ("pengaduan", "pengaduan", "Complaint officer"),
    ("risiko", "risiko", "Risk officer"),
    ("pegawai", "pegawai", "Employee without any role"),
    ("pegawai2", "pegawai2", "Employee without any role"),
    ("tpi", "tpi", "TPI assessor, of another unit"),
    ("tpn", "tpn", "TPN assessor, of another unit"),
    ("itjen", "itjen", "Inspectorate auditor, oversight only"),
]
