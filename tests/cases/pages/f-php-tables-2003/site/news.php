<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>:: Suara Lembah Online ::</title>
<link href="style.css" rel="stylesheet" type="text/css">
<script language="JavaScript" type="text/JavaScript">
<!--
function MM_openBrWindow(theURL,winName,features) { window.open(theURL,winName,features); }
//-->
</script>
</head>
<body bgcolor="#FFFFFF" leftmargin="0" topmargin="0" marginwidth="0" marginheight="0">
<table width="780" border="0" align="center" cellpadding="0" cellspacing="0">
<tr><td colspan="3"><img src="images/header.gif" width="780" height="90" alt="Suara Lembah Online"></td></tr>
<tr bgcolor="#003366"><td colspan="3" height="22"><font color="#FFFFFF" size="1" face="Verdana">
&nbsp;<a href="index.php" class="mn">HOME</a> | <a href="index.php?kat=1" class="mn">DAERAH</a> | <a href="index.php?kat=2" class="mn">EKONOMI</a> | <a href="index.php?kat=3" class="mn">OLAHRAGA</a> | <a href="buku_tamu.php" class="mn">BUKU TAMU</a> | <a href="polling.php" class="mn">POLLING</a></font></td></tr>
<tr><td colspan="3"><marquee scrollamount="3"><font size="1">Selamat datang di Suara Lembah Online, koran digital pertama di Kabupaten Muara Sikap. Pemasangan iklan baris hubungi bagian iklan pada jam kerja.</font></marquee></td></tr>
<tr valign="top">
<td width="150" bgcolor="#EEEEEE">
<table width="100%" cellpadding="3"><tr><td bgcolor="#CC0000"><font color="#FFFFFF" size="1"><b>BERITA LAIN</b></font></td></tr>
<tr><td class="kecil">&raquo; <a href="news.php?id=330">PDAM Tirta Luhur Matikan Aliran Dua Hari</a></td></tr>
<tr><td class="kecil">&raquo; <a href="news.php?id=329">Pengrajin Anyaman Pandan Kebanjiran Pesanan</a></td></tr>
<tr><td class="kecil">&raquo; <a href="news.php?id=328">Festival Perahu Naga Digelar Oktober</a></td></tr>
<tr><td class="kecil">&raquo; <a href="news.php?id=327">Panen Raya Jagung Lembah Kuning Meleset</a></td></tr>
<tr><td class="kecil">&raquo; <a href="news.php?id=326">Puskesmas Kalimanis Kekurangan Dokter Gigi</a></td></tr>
<tr><td class="kecil">&raquo; <a href="news.php?id=325">Kapal Feri Rute Tanjung Sari Kembali Berlayar</a></td></tr>
<tr><td class="kecil">&raquo; <a href="news.php?id=324">Kebakaran Lahan Gambut Mulai Padam</a></td></tr>
<tr><td class="kecil">&raquo; <a href="news.php?id=323">Warga Telaga Biru Tolak Tambang Pasir</a></td></tr>
<tr><td class="kecil">&raquo; <a href="news.php?id=322">Gempa Kecil Guncang Pesisir Wanareja</a></td></tr>
<tr><td bgcolor="#CC0000"><font color="#FFFFFF" size="1"><b>POLLING</b></font></td></tr>
<tr><td class="kecil"><form action="polling.php" method="post">Puaskah Anda dengan kondisi jalan raya?<br><input type="radio" name="p" value="1">Puas<br><input type="radio" name="p" value="2">Tidak Puas<br><input type="submit" value="Pilih"></form></td></tr></table>
</td>
<td width="480">
<table width="100%" border="0" cellpadding="6"><tr><td class="kanal"><font size="1" color="#999999">DAERAH</font></td></tr>
<tr><td class="judul"><font size="4" face="Georgia"><b>Aspal Tak Datang, Jalan Lintas Timur Terbengkalai</b></font></td></tr>
<tr><td class="tgl"><font size="1" face="Verdana" color="#666666">Senin, 02 Juni 2025 - 14:20:11 WIB</font></td></tr>
<tr><td class="isi"><table align="left" width="180" cellpadding="2"><tr><td><img src="foto/331.jpg" width="176"></td></tr></table>
<font size="2" face="Verdana"><b>MUARA SIKAP</b> - Proyek pelebaran jalan lintas timur sepanjang 22 kilometer terhenti total sejak dua pekan terakhir karena pasokan aspal dari pabrik di Simpang Kuda tidak kunjung tiba, sementara lubang menganga sudah memakan korban empat pengendara sepeda motor.<br><br>
Kepala proyek, Ir. Bonar Situmorang, Senin (2/6), mengakui pihaknya tidak bisa berbuat banyak. Ia menunggu keputusan rapat antara pemasok dan pemerintah provinsi yang membahas perubahan harga aspal setelah nilai tukar melemah.<br><br>
Sementara itu para sopir truk batu bara memilih melalui jalan kebun sawit yang sempit. Akibatnya jembatan kayu di Desa Pinang Banjar mulai miring dan warga memasang portal dari batang kelapa untuk melarang kendaraan berat lewat.<br><br>
Anggota dewan dari daerah pemilihan setempat, Hj. Salmah, mendesak agar lubang paling dalam ditimbun batu lebih dulu sambil menunggu aspal. "Jangan sampai ada korban kelima," katanya ketika dihubungi lewat telepon semalam.<br><br></font></td></tr>
<tr><td class="kecil"><a href="print.php?id=331" onClick="MM_openBrWindow('print.php?id=331','','width=500');return false">[ Versi Cetak ]</a> <a href="kirim.php?id=331">[ Kirim ke Teman ]</a> Dibaca 1209 kali</td></tr></table>
<hr size="1">
<table width="100%"><tr><td><b>Komentar Anda</b></td></tr><tr><td class="kecil"><b>udin</b> (02/06/2025 17:02): tolong lah pak bupati kami tiap hari makan debu di pinggir jalan ini, anak-anak batuk semua tak sembuh-sembuh</td></tr></table>
</td>
<td width="150">
<table width="100%"><tr><td bgcolor="#CC0000"><font color="#FFFFFF" size="1"><b>TERPOPULER</b></font></td></tr>
<tr><td class="kecil">1. <a href="news.php?id=200">Jembatan Timbang Simpang Lima Difungsikan</a><br><font size="1">01/05/2025</font></td></tr>
<tr><td class="kecil">2. <a href="news.php?id=201">Anggaran Jalan Desa Dipangkas</a><br><font size="1">02/05/2025</font></td></tr>
<tr><td class="kecil">3. <a href="news.php?id=202">Tim Voli Putri Bukit Lada Melaju ke Final</a><br><font size="1">03/05/2025</font></td></tr>
<tr><td class="kecil">4. <a href="news.php?id=203">Listrik Padam Bergilir di Empat Kecamatan</a><br><font size="1">04/05/2025</font></td></tr>
<tr><td class="kecil">5. <a href="news.php?id=204">Pasar Sentolo Baru Dibuka Pekan Depan</a><br><font size="1">05/05/2025</font></td></tr>
<tr><td class="kecil">6. <a href="news.php?id=205">Truk Muatan Semen Terguling di Tanjakan Gombel</a><br><font size="1">06/05/2025</font></td></tr>
<tr><td class="kecil">7. <a href="news.php?id=206">Terminal Baru Sepi Penumpang</a><br><font size="1">07/05/2025</font></td></tr>
</table></td></tr>
<tr bgcolor="#003366"><td colspan="3" align="center"><font size="1" color="#FFFFFF">Copyright &copy; 2003-2025 Suara Lembah Online. Best viewed 800x600</font></td></tr>
</table></body></html>
