"""A long SOP as an office writes them: 30 steps, four executors, two branches."""

from zi_governance.tools.sop_steps import Step

EXECUTORS = ["Petugas loket", "Petugas sampel", "Analis laboratorium", "Penyelia"]

_ACTIVITIES = [
    "Menerima permohonan pengujian dan memeriksa kelengkapan berkas pemohon",
    "Mencatat permohonan dalam buku register",
    "Menghitung biaya pengujian menurut tarif PNBP yang berlaku",
    "Menyerahkan kode penagihan kepada pemohon",
    "Menerima bukti bayar",
    "Menerima sampel dan formulir pengambilan sampel",
    "Memeriksa kondisi wadah, segel, suhu, dan label sampel",
    "Sampel layak diuji?",
    "Memberi kode laboratorium pada sampel",
    "Menyimpan sampel pada suhu 4 derajat Celsius",
    "Menyerahkan sampel kepada analis dengan lembar distribusi",
    "Menyiapkan alat, bahan, dan media sesuai instruksi kerja",
    "Memeriksa fungsi alat dan mencatat hasil kalibrasi antara",
    "Menyiapkan sampel uji dan blangko",
    "Menguji parameter fisika",
    "Menguji parameter kimia",
    "Menguji parameter mikrobiologi",
    "Mencatat hasil pada lembar kerja",
    "Menghitung hasil dan ketidakpastian pengukuran",
    "Memeriksa hasil uji dan grafik kendali mutu",
    "Hasil memenuhi syarat kendali mutu?",
    "Memberi paraf pada lembar kerja",
    "Menyusun rancangan laporan hasil uji",
    "Memeriksa rancangan laporan hasil uji",
    "Mencetak laporan hasil uji",
    "Menandatangani laporan hasil uji",
    "Memberi nomor dan cap laporan hasil uji",
    "Memberi tahu pemohon bahwa laporan dapat diambil",
    "Menyerahkan laporan hasil uji dan meminta pemohon mengisi survei kepuasan",
    "Mengarsipkan berkas dan sisa sampel sesuai masa simpan",
]
_BY = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3]
_BY += [3, 3, 2, 3, 0, 3, 0, 0, 0, 1]


def steps():
    """The steps; step 8 goes back to 6, step 21 to 14."""
    rows = []
    for place, (activity, column) in enumerate(
        zip(_ACTIVITIES, _BY, strict=True), start=1
    ):
        symbol, no_to = "process", 0
        if place == 1:
            symbol = "start"
        elif place == 8:
            symbol, no_to = "decision", 6
        elif place == 21:
            symbol, no_to = "decision", 14
        elif place == 25:
            symbol = "document"
        elif place == 30:
            symbol = "end"
        rows.append(
            Step(
                number=place,
                activity=activity,
                executors=(column, 2) if place == 13 else (column,),
                symbol=symbol,
                no_to=no_to,
                minutes=10,
                inputs="Formulir permohonan, buku register" if place % 3 else "Sampel",
                time_text="10 menit",
                output="Berkas tercatat" if place % 2 else "Lembar kerja terisi",
                note="Instruksi kerja IK-07" if place % 7 == 0 else "",
            )
        )
    return rows
