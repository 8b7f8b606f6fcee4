"""What excludes what: of two words of a row one may be true of a thing, and the other then isn't.

Matching by letters and by vectors calls "naik" and "turun" the same; so they are written down, Indonesian and English together, for a
sentence may be in another language than its evidence. A phrase counts whole. "+" stands for whatever a word can be inflected into
(`index.language.morphology`); where an inflected word would mean something else ("termasuk", "pasangan") its forms are written out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from index.language.morphology import inflected
from index.language.text import fold

Side = tuple[str, ...]

# fmt: off
OPPOSITES: tuple[tuple[Side, ...], ...] = (
    # More and less
    (("naik", "menaik", "naikkan+", "kenaikan", "meningkat", "meningkatnya", "meningkatkan", "ditingkatkan", "peningkatan", "tambah+", "lonjak+", "melambung", "meroket", "meroketnya", "menguat", "penguatan", "increase+", "rise+", "rose", "risen", "climb+", "grow+", "grew", "grown", "soar+", "surge+", "jump+", "higher", "raise+", "gain+", "strengthen+"),
     ("turun", "menurun", "turunkan+", "penurunan", "kurang+", "anjlok+", "merosot", "kemerosotan", "susut+", "melemah", "pelemahan", "pangkas+", "ambruk", "decrease+", "fall+", "fell", "fallen", "drop+", "decline+", "slump+", "plunge+", "plummet+", "lower+", "cut+", "shrink+", "shrank", "reduce+", "reduction", "slash+", "weaken+", "lessen+")),
    (("lebih", "more"), ("kurang", "less", "fewer")),
    (("lebih banyak", "terbanyak", "most", "mostly", "sebagian besar", "mayoritas", "majority", "kebanyakan"), ("lebih sedikit", "tersedikit", "paling sedikit", "fewest", "least", "sebagian kecil", "minoritas", "minority", "segelintir")),
    (("banyak", "banyaknya", "many", "much", "numerous", "berlimpah", "melimpah", "abundant"), ("sedikit", "few", "little", "scarce", "langka")),
    (("tinggi", "tertinggi", "tingginya", "high", "highest"), ("rendah", "terendah", "rendahnya", "low", "lowest")),
    (("besar", "besarnya", "terbesar", "membesar", "raksasa", "large", "larger", "largest", "big", "bigger", "biggest", "huge"), ("kecil", "kecilnya", "terkecil", "mengecil", "mungil", "small", "smaller", "smallest", "tiny")),
    (("panjang", "terpanjang", "long", "longer", "longest"), ("pendek", "terpendek", "short", "shorter", "shortest")),
    (("lebar", "melebar", "terlebar", "wide", "wider", "widen+"), ("sempit", "menyempit", "narrow+")),
    (("luas", "terluas", "meluas", "perluas+", "expand+", "spread+"), ("persempit+", "tersempit", "menyempit")),
    (("tebal", "menebal", "thick", "thicker"), ("tipis", "menipis", "thin", "thinner")),
    (("cepat", "tercepat", "mempercepat", "dipercepat", "percepatan", "kian cepat", "fast", "faster", "fastest", "quickly", "quick", "accelerate+", "speed up", "rapidly"), ("lambat", "terlambat", "melambat", "memperlambat", "perlambatan", "lamban", "slow+", "slower", "slowest", "slowly", "sluggish")),
    (("murah", "termurah", "cheap", "cheaper", "cheapest", "hemat"), ("mahal", "termahal", "expensive", "costly", "costlier", "pricier", "boros")),
    (("berat", "terberat", "heavy", "heavier", "serious", "seriously", "parah", "severe", "severely"), ("ringan", "teringan", "light", "lighter", "lightly", "minor", "slight", "slightly")),
    (("kuat", "terkuat", "perkuat+", "strong", "stronger", "strongest"), ("lemah", "terlemah", "perlemah+", "lemahkan+", "weak", "weaker", "weakest", "rapuh")),
    (("panas", "terpanas", "memanas", "hot", "hotter", "hottest"), ("dingin", "terdingin", "mendingin", "cold", "colder", "coldest")),
    (("tua", "tertua", "lebih tua", "menua", "sulung", "older", "oldest", "eldest"), ("muda", "termuda", "lebih muda", "bungsu", "young", "younger", "youngest")),
    (("jauh", "terjauh", "menjauh", "menjauhkan", "jauhkan+", "jauhi+", "far", "farther", "farthest", "far away"), ("dekat", "terdekat", "mendekat", "dekatkan+", "dekati+", "near", "nearer", "nearest", "close to", "closer", "closest")),
    (("dalam-dalam", "terdalam", "deep", "deeper", "deepest"), ("dangkal", "terdangkal", "shallow")),
    (("padat", "ramai", "penuh", "dipenuhi", "dipadati", "crowded", "packed", "full", "busy"), ("sepi", "lengang", "kosong", "dikosongkan", "deserted", "empty", "quiet")),
    (("surplus",), ("defisit", "deficit", "tekor")),
    (("untung", "keuntungan", "laba", "profit+", "profitable"), ("rugi", "merugi", "kerugian", "merugikan", "dirugikan", "loss", "losses", "loss-making")),
    (("maksimal", "maksimum", "paling banyak", "paling lama", "paling tinggi", "paling lambat", "at most", "maximum", "no more than", "up to"), ("minimal", "minimum", "paling sedikit", "paling singkat", "paling rendah", "paling cepat", "sedikitnya", "setidaknya", "sekurang-kurangnya", "at least")),
    (("di atas", "melebihi", "lebih dari", "melampaui", "above", "exceed+", "more than", "over"), ("di bawah", "kurang dari", "below", "less than", "fewer than", "under")),
    (("mayor", "utama", "pokok", "main", "primary"), ("sampingan", "tambahan", "secondary")),
    (("semua", "seluruh", "seluruhnya", "semuanya", "setiap", "tanpa kecuali", "sepenuhnya", "all", "every", "entire", "entirely", "whole", "fully", "completely"),
     ("sebagian", "beberapa", "sejumlah", "salah satu", "some", "several", "a number of", "partly", "partially", "one of", "tidak semua", "not all"),
     ("tidak ada satu pun", "tak satu pun", "none", "no one", "nobody")),
    (("hanya", "cuma", "satu-satunya", "semata-mata", "only", "solely", "exclusively"), ("antara lain", "salah satu", "among others", "among other things")),
    (("tepat", "persis", "exactly", "precisely"), ("sekitar", "kira-kira", "kurang lebih", "hampir", "lebih dari", "about", "around", "approximately", "nearly", "almost", "some")),
    (("selalu", "senantiasa", "always", "setiap saat"), ("kadang", "kadang-kadang", "terkadang", "sesekali", "sering", "kerap", "sometimes", "occasionally", "often")),
    # Being for and against
    (("terima", "menerima", "diterima", "menerimanya", "setuju", "disetujui", "menyetujui", "menyetujuinya", "persetujuan", "sepakat+", "kabulkan+", "luluskan+", "accept+", "agree+", "agreement", "approve+", "approval", "grant+", "pass+"),
     ("tolak+", "menampik", "ditampik", "sanggah+", "veto+", "reject+", "rejection", "refuse+", "refusal", "turn down", "turned down", "turns down", "deny+", "denial", "dismiss+")),
    (("dukung+", "menyokong", "disokong", "restui+", "merestui", "pro", "support+", "back+", "backing", "endorse+", "endorsement", "favour+", "favor+", "in favour of", "in favor of"),
     ("menentang", "ditentang", "penentangan", "menentangnya", "lawan", "melawan", "kontra", "kecam+", "kritik+", "oppose+", "condemn+", "criticise+", "criticize+")),
    (("puji+", "apresiasi+", "praise+", "laud+", "hail+", "applaud+"), ("kecam+", "kritik+", "cela+", "hujat+", "condemn+", "criticise+", "criticize+", "denounce+", "slam+")),
    (("akui+", "mengaku", "mengakui", "pengakuan", "benarkan+", "membenarkan", "dibenarkan", "admit+", "admitted", "acknowledge+", "confirm+", "confess+"), ("bantah+", "sangkal+", "tepis+", "menampik", "deny+", "denial", "refute+", "dispute+", "rebut+")),
    (("izinkan+", "mengizinkan", "diizinkan", "perbolehkan+", "membolehkan", "dibolehkan", "boleh", "memperbolehkan", "allow+", "permit+", "permitted", "authorise+", "authorize+"), ("larang+", "terlarang", "haramkan+", "tidak boleh", "dilarang", "forbid+", "forbidden", "ban+", "prohibit+", "prohibition", "bar", "barred")),
    (("wajib", "wajibkan+", "diwajibkan", "mandatory", "compulsory", "obligatory", "obliged", "required"), ("sukarela", "opsional", "voluntary", "voluntarily", "optional")),
    (("suka", "menyukai", "disukai", "gemar", "menggemari", "cinta", "mencintai", "like", "likes", "liked", "love", "loves", "loved"), ("benci", "membenci", "dibenci", "hate+", "dislike+", "loathe+")),
    (("percaya", "mempercayai", "dipercaya", "yakin", "meyakini", "optimistis", "optimis", "believe+", "confident", "convinced", "optimistic", "sure"), ("ragu", "meragukan", "diragukan", "keraguan", "ragukan+", "curiga", "pesimistis", "pesimis", "khawatir", "doubt+", "doubtful", "unsure", "uncertain", "pessimistic", "sceptical", "skeptical", "worried")),
    (("senang", "gembira", "bahagia", "puas", "bangga", "happy", "glad", "pleased", "satisfied", "proud", "delighted"), ("sedih", "kecewa", "mengecewakan", "marah", "murka", "duka", "berduka", "sad", "disappointed", "disappointing", "angry", "upset", "dissatisfied", "unhappy", "ashamed")),
    (("positif", "positive", "positively"), ("negatif", "negative", "negatively")),
    (("sengaja", "disengaja", "on purpose", "deliberate", "deliberately", "intentionally"), ("tidak sengaja", "kebetulan", "accidental", "accidentally", "by accident", "inadvertently", "unintentionally")),
    (("patuhi+", "mematuhi", "patuh", "taat", "menaati", "obey+", "comply+", "complied"), ("langgar+", "melanggar", "dilanggar", "ingkari+", "violate+", "violation", "breach+", "defy+", "flout+")),
    (("lindungi+", "melindungi", "dilindungi", "protect+", "jaga", "menjaga", "safeguard+"), ("ancam+", "mengancam", "terancam", "membahayakan", "endanger+", "threaten+", "jeopardise+", "jeopardize+")),
    (("bantu", "membantu", "dibantu", "dorong+", "mendorong", "permudah+", "memudahkan", "help+", "assist+", "aid+", "encourage+", "facilitate+"), ("hambat+", "menghambat", "terhambat", "halangi+", "menghalangi", "cegah+", "persulit+", "menyulitkan", "hinder+", "hamper+", "obstruct+", "prevent+", "impede+", "discourage+", "block+")),
    (("legal", "sah", "resmi", "berizin", "lawful", "lawfully", "official", "officially", "licensed"), ("ilegal", "liar", "tidak sah", "tak berizin", "tanpa izin", "illegal", "illegally", "unlawful", "unofficial", "unofficially", "unlicensed", "invalid")),
    (("bersalah", "guilty", "convicted"), ("tidak bersalah", "tak bersalah", "not guilty", "innocent", "acquitted")),
    (("memberatkan", "aggravating"), ("meringankan", "mitigating")),
    # Winning and losing
    (("menang", "memenangi", "memenangkan", "pemenang", "menjuarai", "win", "wins", "winning", "won", "winner"),
     ("kalah", "menyerah", "lose", "loses", "lost", "losing", "takluk", "tumbang")),
    (("berhasil", "keberhasilan", "sukses", "lolos", "lulus", "tembus", "succeed+", "success", "successful", "successfully", "manage to", "managed to"), ("gagal", "menggagalkan", "digagalkan", "kegagalan", "urung", "tersingkir", "gugur", "fail+", "failure", "unsuccessful", "eliminated", "knocked out")),
    (("imbang", "seri", "draw", "drew", "drawn", "tied"), ("menang", "kalah", "won", "lost")),
    (("promosi", "dipromosikan", "promoted", "promotion", "naik kasta"), ("degradasi", "terdegradasi", "turun kasta", "relegated", "relegation", "demoted", "demotion")),
    (("kandang", "tuan rumah", "menjamu", "home", "hosting", "host", "hosts", "hosted"), ("tandang", "bertandang", "melawat", "away", "visiting", "tamu", "visitor", "visitors")),
    (("menyerang", "penyerang", "penyerangan", "attack+", "attacker"), ("bertahan", "mempertahankan diri", "defend+", "defender")),
    (("emas", "gold"), ("perak", "silver"), ("perunggu", "bronze")),
    (("terbaik", "best"), ("terburuk", "worst")),
    (("baik", "membaik", "perbaiki+", "memperbaiki", "good", "better", "well", "improve+", "improvement", "bagus"), ("buruk", "memburuk", "memperburuk", "jelek", "kurang baik", "bad", "worse", "badly", "worsen+", "poor", "poorly", "deteriorate+")),
    # Beginning and ending
    (("mulai", "dimulai", "memulai", "awali+", "begin+", "began", "begun", "commence+", "kick off", "launch+"), ("selesai", "menyelesaikan", "diselesaikan", "berakhir", "akhiri+", "rampung", "tuntas", "end", "ends", "ended", "complete", "completes", "completed", "conclude+")),
    (("lanjutkan+", "melanjutkan", "dilanjutkan", "berlanjut", "teruskan+", "meneruskan", "terus", "continue+", "resume+", "keep+", "kept", "carry on", "carried on", "proceed+"), ("hentikan+", "menghentikan", "dihentikan", "berhenti", "terhenti", "penghentian", "setop", "stop+", "halt+", "cease+", "suspend+", "suspension", "discontinue+", "abandon+")),
    (("buka", "membuka", "dibuka", "terbuka", "pembukaan", "open+", "opening", "reopen+"), ("tutup", "menutup", "ditutup", "tertutup", "penutupan", "close", "closes", "closed", "closing", "closure", "shut", "shuts")),
    (("sudah", "telah", "already"), ("belum", "not yet", "yet to", "has yet", "have yet")),
    (("sudah", "telah", "already", "resmi", "terlanjur"), ("akan", "bakal", "hendak", "berencana", "berniat", "direncanakan", "rencananya", "dijadwalkan", "will", "plan+", "going to", "intend+", "scheduled", "set to")),
    (("terbukti", "pasti", "dipastikan", "tentu", "proven", "certainly", "definitely", "surely", "undoubtedly", "bound to"), ("diduga", "dugaan", "kemungkinan", "mungkin", "bisa jadi", "dikabarkan", "diperkirakan", "konon", "suspected", "alleged", "allegedly", "reportedly", "possibly", "probably", "likely", "perhaps", "maybe", "may", "might")),
    (("memutuskan", "diputuskan", "keputusan", "mengesahkan", "disahkan", "decided", "decide", "decides", "decision"), ("mempertimbangkan", "dipertimbangkan", "mengusulkan", "diusulkan", "usulan", "wacana", "consider+", "propose+", "proposal", "mulling")),
    (("harus", "wajib", "must", "have to", "has to", "had to"), ("sebaiknya", "boleh", "disarankan", "dianjurkan", "diimbau", "advised", "recommended", "encouraged")),
    (("masih", "tetap", "still", "remain+"), ("tidak lagi", "tak lagi", "bukan lagi", "no longer", "any longer", "any more", "anymore")),
    (("sebelum", "jelang", "menjelang", "before", "ahead of", "prior to"), ("sesudah", "setelah", "seusai", "selepas", "usai", "after")),
    (("awal", "permulaan", "early", "beginning"), ("akhir", "penghujung", "late", "end of")),
    (("pertama", "first"), ("terakhir", "last")),
    (("sementara waktu", "temporary", "temporarily", "interim"), ("permanen", "selamanya", "permanent", "permanently", "forever")),
    (("kembali", "lagi", "again"), ("untuk pertama kali", "pertama kali", "pertama kalinya", "for the first time")),
    (("percepat", "mempercepat", "dipercepat", "dimajukan", "memajukan", "brought forward", "hasten+"), ("tunda+", "menunda", "ditunda", "penundaan", "tertunda", "undur", "mengundurkan", "diundur", "postpone+", "postponement", "delay+", "put off", "defer+")),
    (("perpanjang+", "diperpanjang", "memperpanjang", "perpanjangan", "extend+", "extension", "prolong+", "renew+"), ("perpendek+", "persingkat+", "dipersingkat", "shorten+", "curtail+")),
    (("bangun", "membangun", "dibangun", "pembangunan", "dirikan+", "mendirikan", "didirikan", "pendirian", "bentuk", "membentuk", "dibentuk", "pembentukan", "terbentuk", "build+", "built", "found", "founded", "founding", "establish+", "set up", "form", "formed", "forming", "construct+"),
     ("bongkar+", "robohkan+", "merobohkan", "dirobohkan", "hancurkan+", "bubarkan+", "membubarkan", "dibubarkan", "pembubaran", "bubar", "meruntuhkan", "demolish+", "demolition", "dismantle+", "destroy+", "destruction", "dissolve+", "dissolution", "disband+", "tear down", "tore down", "torn down")),
    (("lantik+", "melantik", "dilantik", "pelantikan", "angkat menjadi", "diangkat", "mengangkat", "pengangkatan", "tunjuk+", "menunjuk", "ditunjuk", "penunjukan", "appoint+", "appointment", "inaugurate+", "inauguration", "sworn in", "swear in", "install+", "named as"),
     ("pecat+", "memecat", "dipecat", "pemecatan", "copot+", "mencopot", "dicopot", "pencopotan", "berhentikan+", "memberhentikan", "diberhentikan", "pemberhentian", "lengser+", "mengundurkan diri", "dismiss+", "dismissal", "sack+", "fire", "fired", "remove+", "removal", "oust+", "resign+", "resignation", "step down", "stepped down", "steps down", "relieved of")),
    (("rekrut+", "merekrut", "direkrut", "hire+", "recruit+", "recruitment", "sign", "signed"), ("phk", "di-phk", "pecat+", "rumahkan+", "dirumahkan", "melepas", "dilepas", "lay off", "laid off", "lays off", "sack+", "fire", "fired", "release", "released")),
    (("aktifkan+", "mengaktifkan", "diaktifkan", "aktif", "nyalakan+", "menyalakan", "dinyalakan", "hidupkan+", "menyala", "activate+", "active", "turn on", "turned on", "switched on", "enable+"), ("nonaktifkan+", "menonaktifkan", "dinonaktifkan", "nonaktif", "padamkan+", "memadamkan", "dipadamkan", "padam", "matikan+", "mematikan", "dimatikan", "deactivate+", "inactive", "turn off", "turned off", "switched off", "disable+")),
    (("terbitkan+", "menerbitkan", "diterbitkan", "terbit", "berlakukan+", "memberlakukan", "diberlakukan", "sahkan+", "mengesahkan", "disahkan", "issue+", "enact+", "ratify+", "ratified", "enforce+", "impose+", "take effect", "took effect"), ("cabut+", "mencabut", "dicabut", "pencabutan", "batalkan+", "membatalkan", "dibatalkan", "pembatalan", "batal", "anulir+", "hapus+", "menghapus", "dihapus", "revoke+", "revocation", "cancel+", "cancelled", "cancellation", "annul+", "repeal+", "scrap+", "withdraw+", "withdrew", "withdrawn", "lift", "lifted", "overturn+")),
    (("pasang", "memasang", "dipasang", "terpasang", "pemasangan", "install+", "installation", "attach+", "mount"), ("copot+", "mencopot", "dicopot", "lepas", "melepas", "dilepas", "bongkar+", "uninstall+", "remove+", "removal", "detach+", "dismantle+", "take down", "took down")),
    # Coming and going, giving and taking
    (("masuk", "memasuki", "dimasuki", "memasukkan", "dimasukkan", "enter+", "entry", "bergabung", "gabung", "join+", "included", "include", "includes"), ("keluar", "mengeluarkan", "dikeluarkan", "tinggalkan+", "meninggalkan", "leave", "leaves", "leaving", "exit+", "quit", "quits", "excluded", "exclude", "excludes", "left out")),
    (("datang", "mendatangi", "kedatangan", "tiba", "ketibaan", "hadir", "menghadiri", "dihadiri", "kehadiran", "arrive+", "arrival", "attend+", "attendance", "present"), ("pergi", "kepergian", "berangkat", "keberangkatan", "absen", "mangkir", "depart+", "departure", "absent", "absence", "skip", "skipped", "miss", "missed")),
    (("kembalikan+", "mengembalikan", "dikembalikan", "pengembalian", "pulangkan+", "return+", "give back", "gave back", "hand back", "refund+"), ("sita", "menyita", "disita", "penyitaan", "rampas+", "merampas", "dirampas", "seize+", "seizure", "confiscate+", "keep+", "kept")),
    (("beri", "memberi", "memberikan", "diberi", "diberikan", "pemberian", "serahkan+", "menyerahkan", "diserahkan", "penyerahan", "sumbangkan+", "give+", "gave", "given", "hand over", "handed over", "donate+", "donation", "provide+", "lend+", "lent"), ("ambil", "mengambil", "diambil", "pengambilan", "rampas+", "merampas", "dirampas", "curi+", "mencuri", "dicuri", "pencurian", "rebut+", "take+", "took", "taken", "seize+", "steal+", "stole", "stolen", "grab+", "borrow+")),
    (("kirim+", "mengirim", "dikirim", "pengiriman", "send+", "sent", "ship+", "dispatch+"), ("terima", "menerima", "diterima", "penerimaan", "receive+", "receipt")),
    (("beli", "membeli", "dibeli", "pembelian", "pembeli", "borong+", "akuisisi+", "buy+", "bought", "purchase+", "acquire+", "acquisition", "buyer"), ("jual", "menjual", "dijual", "terjual", "penjualan", "penjual", "lego", "melego", "sell+", "sold", "sale", "sales", "seller", "divest+")),
    (("ekspor+", "pengekspor", "eksportir", "export+", "exporter", "exporters"), ("impor+", "pengimpor", "importir", "import+", "importer", "importers")),
    (("pinjami+", "meminjamkan", "dipinjamkan", "lend+", "lent", "lender"), ("pinjam", "meminjam", "dipinjam", "borrow+", "borrower")),
    (("bayar", "membayar", "dibayar", "pembayaran", "lunas", "lunasi+", "berbayar", "pay+", "paid", "payment", "settle+"), ("gratis", "cuma-cuma", "free of charge", "for free", "unpaid", "tunggak+", "menunggak", "default", "defaulted")),
    (("pendapatan", "pemasukan", "penerimaan", "income", "revenue", "revenues", "earnings"), ("pengeluaran", "belanja", "expenditure", "expenses", "spending")),
    (("subsidi", "insentif", "subsidy", "subsidise+", "subsidize+", "incentive"), ("pajak", "cukai", "denda", "tax", "taxes", "fine", "fined", "penalty", "levy")),
    (("debit", "setor", "menyetor", "disetor", "setoran", "deposit+"), ("tarik tunai", "penarikan", "withdrawal")),
    (("gabungkan+", "menggabungkan", "digabung", "digabungkan", "penggabungan", "satukan+", "menyatukan", "bersatu", "merger", "merge+", "unite+", "combine+", "integrate+", "join together"), ("pisahkan+", "memisahkan", "dipisahkan", "pemisahan", "berpisah", "pecah belah", "memecah", "terpisah", "separate+", "separation", "split+", "divide+", "break up", "broke up")),
    (("menikah", "nikahi+", "pernikahan", "kawin", "rujuk", "marry+", "married", "marriage", "wed", "wedding", "husband", "wife"), ("bercerai", "cerai", "perceraian", "menceraikan", "diceraikan", "duda", "janda", "divorce+", "divorcee", "widower", "widow", "lajang", "single")),
    (("damai", "berdamai", "perdamaian", "gencatan senjata", "rukun", "peace", "peaceful", "peacefully", "ceasefire", "truce", "reconcile+"), ("perang", "berperang", "bentrok", "bentrokan", "rusuh", "kerusuhan", "ricuh", "kericuhan", "war", "clash+", "riot+", "violent", "violently", "conflict")),
    (("evakuasi+", "mengungsi", "mengungsikan", "diungsikan", "pengungsian", "evacuate+", "evacuation", "flee+", "fled"), ("pulang", "kembali ke rumah", "pulangkan+", "return home", "returned home", "went home")),
    (("tangkap+", "menangkap", "ditangkap", "penangkapan", "tertangkap", "ditahan", "menahan", "penahanan", "penjarakan+", "dipenjara", "arrest+", "detain+", "detention", "jail+", "imprison+", "capture+"), ("bebaskan+", "membebaskan", "dibebaskan", "pembebasan", "bebas", "melepaskan", "dilepaskan", "lepaskan+", "release+", "free", "freed", "set free", "acquit+", "acquittal")),
    (("sembunyi+", "menyembunyikan", "disembunyikan", "tutup-tutupi", "rahasiakan+", "rahasia", "hide+", "hid", "hidden", "conceal+", "secret", "secretly", "cover up"), ("ungkap+", "mengungkap", "diungkap", "terungkap", "bongkar", "membongkar", "umumkan+", "mengumumkan", "diumumkan", "publik", "terbuka", "reveal+", "disclose+", "announce+", "expose+", "public", "publicly", "openly")),
    (("temukan+", "menemukan", "ditemukan", "penemuan", "found", "discover+", "discovery", "recover+"), ("hilang", "menghilang", "kehilangan", "menghilangkan", "raib", "lenyap", "lost", "missing", "vanish+", "disappear+", "disappearance")),
    (("ingat", "mengingat", "diingat", "teringat", "remember+", "recall+"), ("lupa", "melupakan", "dilupakan", "terlupakan", "forget+", "forgot", "forgotten")),
    (("hubungkan+", "menghubungkan", "terhubung", "tersambung", "connect+"), ("putus", "memutus", "memutuskan hubungan", "terputus", "pemutusan", "disconnect+", "cut off", "sever+")),
    (("ikut", "mengikuti", "diikuti", "ikut serta", "berpartisipasi", "dilibatkan", "melibatkan", "terlibat", "participate+", "take part", "took part", "taking part", "involve+"), ("absen", "dikecualikan", "mengecualikan", "abstain", "menarik diri", "withdraw+", "withdrew", "excluded", "sit out", "sat out")),
    (("tambahkan+", "menambah", "menambahkan", "ditambah", "penambahan", "add+", "addition"), ("hapus+", "menghapus", "dihapus", "penghapusan", "hilangkan+", "menghilangkan", "kurangi+", "mengurangi", "dikurangi", "pengurangan", "remove+", "delete+", "reduce+", "subtract+", "drop", "dropped")),
    (("isi", "mengisi", "diisi", "terisi", "pengisian", "fill+", "filled", "charge", "charging"), ("kosongkan+", "mengosongkan", "dikosongkan", "kosong", "pengosongan", "empty", "emptied", "vacate+", "vacant", "drain+")),
    # Life, health and harm
    (("hidup", "selamat", "selamatkan+", "menyelamatkan", "diselamatkan", "alive", "living", "survive+", "survivor", "survivors", "rescue+", "safe", "safely"), ("tewas", "menewaskan", "meninggal", "mati", "wafat", "gugur", "terbunuh", "membunuh", "dibunuh", "kematian", "die+", "died", "dead", "death", "deaths", "kill+", "deceased")),
    (("tewas", "menewaskan", "meninggal", "wafat", "mati", "die+", "died", "dead", "death", "deaths", "kill+"), ("luka", "luka-luka", "terluka", "melukai", "dilukai", "cedera", "mencederai", "injure+", "injury", "injuries", "wound+", "hurt")),
    (("sehat", "sembuh", "menyembuhkan", "kesembuhan", "pulih", "pemulihan", "bugar", "fit", "healthy", "recover+", "recovery", "heal+", "cure+", "well again"), ("sakit", "jatuh sakit", "kambuh", "kritis", "terinfeksi", "sick", "ill", "unwell", "relapse+", "critical", "infected")),
    (("aman", "keamanan", "safe", "safely", "secure", "jinak", "harmless", "tidak berbahaya"), ("bahaya", "berbahaya", "membahayakan", "rawan", "danger", "dangerous", "unsafe", "hazardous", "risky", "harmful")),
    (("untungkan+", "menguntungkan", "diuntungkan", "manfaat", "bermanfaat", "bermanfaat bagi", "benefit+", "beneficial", "advantage", "advantageous"), ("rugikan+", "merugikan", "dirugikan", "mudarat", "harm+", "harmful", "disadvantage", "disadvantageous", "detrimental")),
    (("subur", "fertile"), ("tandus", "gersang", "mandul", "barren", "infertile")),
    (("utuh", "awet", "intact", "undamaged", "unharmed", "unscathed"), ("rusak", "merusak", "dirusak", "kerusakan", "hancur", "damage+", "broken", "destroyed", "ruined")),
    (("bersih", "membersihkan", "dibersihkan", "jernih", "clean+", "cleanup", "clear"), ("kotor", "mengotori", "tercemar", "mencemari", "keruh", "dirty", "polluted", "pollute+", "contaminate+", "murky")),
    (("basah", "hujan", "banjir", "wet", "rain+", "rainy", "flood+"), ("kering", "kemarau", "kekeringan", "dry", "drought", "arid")),
    (("surut", "recede+", "ebb"), ("pasang", "meluap", "overflow+", "high tide")),
    (("cerah", "sunny", "terang", "bright"), ("mendung", "berawan", "gelap", "cloudy", "overcast", "dark", "dim")),
    (("tenang", "ketenangan", "calm", "calmly", "quiet", "quietly", "santai", "relaxed"), ("panik", "kepanikan", "gelisah", "tegang", "gaduh", "panic+", "panicked", "restless", "tense", "rough", "anxious", "nervous")),
    (("terjaga", "bangun tidur", "awake", "wake", "woke", "wakes"), ("tidur", "tertidur", "terlelap", "asleep", "sleep", "slept", "sleeping")),
    (("lapar", "kelaparan", "hungry", "hunger"), ("kenyang", "full up", "sated")),
    # Places and directions
    (("utara", "north", "northern"), ("selatan", "south", "southern"), ("timur", "east", "eastern"), ("barat", "west", "western")),
    (("kiri", "left-hand", "sebelah kiri"), ("kanan", "right-hand", "sebelah kanan")),
    (("atas", "upper", "top"), ("bawah", "lower", "bottom")),
    (("depan", "front"), ("belakang", "rear", "back of", "behind")),
    (("luar", "di luar", "outside", "external", "outdoor", "outdoors"), ("dalam", "di dalam", "inside", "internal", "indoor", "indoors", "within")),
    (("dalam negeri", "domestik", "domestic", "domestically", "lokal"), ("luar negeri", "mancanegara", "asing", "internasional", "foreign", "overseas", "abroad", "international")),
    (("kota", "perkotaan", "urban", "city"), ("desa", "pedesaan", "perdesaan", "rural", "village")),
    (("darat", "land", "daratan", "ashore"), ("laut", "sea", "lautan", "offshore"), ("udara", "air")),
    (("hulu", "upstream"), ("hilir", "downstream")),
    (("negeri", "state-owned", "bumn", "milik negara"), ("swasta", "private", "privately")),
    (("naik pesawat", "lepas landas", "take off", "took off", "takeoff"), ("mendarat", "pendaratan", "landing", "landed")),
    (("maju", "memajukan", "kemajuan", "forward", "advance+", "progress+"), ("mundur", "memundurkan", "kemunduran", "backward", "retreat+", "setback")),
    # People
    (("laki-laki", "lelaki", "pria", "putra", "male", "man", "men", "boy", "boys", "son", "sons"), ("perempuan", "wanita", "putri", "female", "woman", "women", "girl", "girls", "daughter", "daughters")),
    (("ayah", "bapak", "father"), ("ibu", "mother")),
    (("kakek", "grandfather"), ("nenek", "grandmother")),
    (("guru", "dosen", "teacher", "teachers", "lecturer"), ("murid", "siswa", "mahasiswa", "student", "students", "pupil", "pupils")),
    (("korban", "victim", "victims"), ("pelaku", "tersangka", "perpetrator", "perpetrators", "suspect", "suspects")),
    (("penggugat", "plaintiff"), ("tergugat", "defendant")),
    (("jaksa", "prosecutor", "prosecutors"), ("pengacara", "kuasa hukum", "lawyer", "lawyers", "defence counsel")),
    (("oposisi", "opposition"), ("koalisi pemerintah", "ruling coalition", "petahana", "incumbent")),
    (("majikan", "pengusaha", "employer", "employers", "boss"), ("buruh", "karyawan", "pekerja", "employee", "employees", "worker", "workers")),
    (("kaya", "terkaya", "rich", "richer", "richest", "wealthy"), ("miskin", "termiskin", "poor", "poorer", "poorest")),
    (("senior",), ("junior",)),
    (("amatir", "amateur"), ("profesional", "professional")),
    (("kawan", "teman", "sekutu", "friend", "friends", "ally", "allies"), ("lawan", "musuh", "saingan", "rival", "rivals", "enemy", "enemies", "opponent", "opponents", "foe")),
    (("populer", "terkenal", "famous", "popular", "well-known"), ("asing di telinga", "tak dikenal", "obscure", "unknown", "unpopular")),
    # Ways of being
    (("mudah", "gampang", "termudah", "easy", "easily", "easier", "simple", "sederhana"), ("sulit", "sukar", "susah", "tersulit", "rumit", "difficult", "hard", "harder", "complicated", "complex")),
    (("benar", "betul", "tepat", "akurat", "true", "correct", "correctly", "accurate", "right"), ("salah", "keliru", "palsu", "hoaks", "false", "wrong", "wrongly", "incorrect", "mistaken", "hoax", "fake", "inaccurate")),
    (("asli", "original", "genuine", "authentic", "real"), ("palsu", "tiruan", "bajakan", "imitasi", "fake", "counterfeit", "pirated", "imitation")),
    (("baru", "terbaru", "new", "newer", "newest", "latest"), ("lama", "kuno", "old", "ancient")),
    (("modern", "canggih", "advanced", "sophisticated"), ("tradisional", "kuno", "ketinggalan zaman", "traditional", "outdated", "conventional", "konvensional")),
    (("sama", "serupa", "identik", "same", "identical", "similar", "alike"), ("beda", "berbeda", "different", "differ+", "unlike")),
    (("sering", "kerap", "selalu", "senantiasa", "often", "frequently", "always", "regularly", "usually"), ("jarang", "langka", "rarely", "seldom", "hardly ever")),
    (("umum", "lazim", "biasa", "common", "usual", "ordinary", "general"), ("khusus", "langka", "unik", "istimewa", "luar biasa", "rare", "unusual", "special", "extraordinary", "unique")),
    (("jelas", "gamblang", "transparan", "clear", "clearly", "transparent"), ("kabur", "samar", "buram", "unclear", "vague", "vaguely", "opaque", "blurred")),
    (("lengkap", "komplet", "complete", "full"), ("tidak lengkap", "parsial", "sebagian", "incomplete", "partial", "partially", "partly")),
    (("langsung", "direct", "directly", "live"), ("tidak langsung", "rekaman", "siaran tunda", "indirect", "indirectly", "recorded")),
    (("sendiri", "sendirian", "seorang diri", "individu", "alone", "by himself", "by herself", "individual", "individually", "solo"), ("bersama", "bersama-sama", "beramai-ramai", "kelompok", "together", "jointly", "collective", "collectively", "group")),
    (("otomatis", "automatic", "automatically"), ("manual", "manually")),
    (("tunai", "kontan", "cash"), ("nontunai", "non-tunai", "kredit", "cicilan", "cashless", "credit", "instalment", "installment")),
    (("daring", "online", "virtual"), ("luring", "tatap muka", "offline", "in person", "face to face")),
    (("keras", "hard", "harsh"), ("lunak", "lembut", "soft", "gentle", "lenient")),
    (("tajam", "sharp"), ("tumpul", "blunt", "dull")),
    (("mentah", "raw"), ("matang", "ripe", "cooked", "mature")),
    (("manis", "sweet"), ("pahit", "bitter"), ("asin", "salty"), ("asam", "sour")),
    (("hitam", "black"), ("putih", "white")),
    (("siang", "noon", "daytime"), ("malam", "night", "nighttime")),
    (("pagi", "morning"), ("sore", "petang", "afternoon"), ("malam", "night")),
    (("dini hari", "subuh", "dawn", "early morning", "early hours"), ("siang", "noon", "midday"), ("sore", "petang", "late afternoon")),
    (("terbit", "sunrise"), ("terbenam", "tenggelam", "sunset")),
    (("maksimalkan+", "memaksimalkan", "maximise+", "maximize+"), ("meminimalkan", "minimalkan+", "minimise+", "minimize+")),
    (("penting", "krusial", "important", "crucial", "vital"), ("sepele", "remeh", "trivial", "unimportant", "insignificant")),
    (("berani", "keberanian", "brave", "bravely", "dare+", "courage"), ("takut", "ketakutan", "pengecut", "afraid", "scared", "coward", "fear", "feared")),
    (("aktif", "active", "actively", "rajin", "diligent"), ("pasif", "passive", "passively", "malas", "lazy")),
    (("royal", "dermawan", "generous", "boros"), ("pelit", "kikir", "hemat", "stingy", "frugal")),
    (("spektakuler", "mewah", "megah", "glamor", "spectacular", "luxurious", "lavish"), ("sederhana", "simple", "modest", "plain")),
    (("merata", "adil", "fair", "even", "evenly", "equal", "equally"), ("timpang", "tidak adil", "tidak merata", "unfair", "uneven", "unevenly", "unequal")),
    (("stabil", "mantap", "stable", "steady"), ("labil", "goyah", "bergejolak", "unstable", "volatile")),
    (("sah-sah saja", "wajar", "normal", "reasonable"), ("tidak wajar", "janggal", "abnormal", "strange", "odd", "unreasonable")),
    # When, from the day of the report
    (("tahun ini", "this year"), ("tahun lalu", "tahun kemarin", "last year", "previous year"), ("tahun depan", "tahun mendatang", "next year")),
    (("bulan ini", "this month"), ("bulan lalu", "bulan kemarin", "last month"), ("bulan depan", "bulan mendatang", "next month")),
    (("pekan ini", "minggu ini", "this week"), ("pekan lalu", "minggu lalu", "last week"), ("pekan depan", "minggu depan", "next week")),
    (("hari ini", "today"), ("kemarin", "yesterday"), ("besok", "esok", "tomorrow"), ("lusa", "day after tomorrow")),
    (("musim ini", "this season"), ("musim lalu", "last season"), ("musim depan", "next season")),
    (("lalu", "silam", "ago"), ("mendatang", "akan datang", "upcoming")),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Met:
    """A word or phrase `[start:end]` (of the folded text) of the side `side` of the row `row`."""

    row: int
    side: int
    start: int
    end: int
    text: str
    turns: bool
    """Whether the two are one where what stands before and after them changes sides: "A sebelum B", "B sesudah A"."""


@cache
def _sides() -> dict[str, tuple[tuple[int, int], ...]]:
    """Row and side of each word and phrase."""
    found: dict[str, dict[tuple[int, int], None]] = {}
    for row, sides in enumerate(OPPOSITES):
        for side, entries in enumerate(sides):
            for entry in entries:
                for form in inflected(entry[:-1]) if entry.endswith("+") else (entry,):
                    found.setdefault(form, {})[row, side] = None
    return {form: tuple(places) for form, places in found.items()}


_TURNING = (
    "sebelum",
    "menang",
    "kandang",
    "beli",
    "beri",
    "kirim+",
    "di atas",
    "lebih",
    "murah",
    "tua",
    "cepat",
    "besar",
)
"""The first words of rows that tell how two stand to each other."""


@cache
def _turning() -> frozenset[int]:
    return frozenset(row for row, sides in enumerate(OPPOSITES) if sides[0][0] in _TURNING)


_LONGEST = 4
"""Words of a phrase."""
_TOKEN = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*|[^\w\s]")


def met(text: str) -> list[Met]:
    """What of the rows stands in a text, in order; a phrase hides the words that it is made of."""
    low = fold(text).replace("’", "'")
    tokens = list(_TOKEN.finditer(low))
    found: list[Met] = []
    at = 0
    while at < len(tokens):
        for n in range(min(_LONGEST, len(tokens) - at), 0, -1):
            start, end = tokens[at].start(), tokens[at + n - 1].end()
            phrase = " ".join(t.group() for t in tokens[at : at + n])
            if places := _sides().get(phrase):
                found += [Met(row, side, start, end, phrase, row in _turning()) for row, side in places]
                at += n - 1
                break
        at += 1
    return found
