
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head id="ctl00_Head1"><title>
	Rumah Sakit Terapung Bintuni Raya Layani Enam Kampung Sungai - Portal Bintuni Raya
</title><meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><link href="App_Themes/Biru/biru.css" type="text/css" rel="stylesheet" /></head>
<body>
<form name="aspnetForm" method="post" action="Berita.aspx?id=4471" id="aspnetForm">
<div>
<input type="hidden" name="__EVENTTARGET" id="__EVENTTARGET" value="" />
<input type="hidden" name="__EVENTARGUMENT" id="__EVENTARGUMENT" value="" />
<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="/wEPdDwtMTIzNDU2Nzg5MDt0PDtsPGk8MT47PjtsPHQ8O2w8aTwzPjs+O2w8dDw7bDxpPDE+Oz47Pj47Pj47Pj47Pg==" />
</div>
<script type="text/javascript">
//<![CDATA[
var theForm = document.forms['aspnetForm'];
function __doPostBack(eventTarget, eventArgument) { theForm.submit(); }
//]]>
</script>
<div id="bungkus">
 <div id="kepala">
  <img src="Images/lambang.png" alt="Lambang daerah" />
  <span id="ctl00_lblSitus">Portal Bintuni Raya</span>
  <div class="cari">
   <input name="ctl00$txtCari" type="text" id="ctl00_txtCari" />
   <input type="submit" name="ctl00$btnCari" value="Cari" id="ctl00_btnCari" />
  </div>
 </div>
 <div id="menu">
  <table id="ctl00_Menu1" cellpadding="0" cellspacing="0" border="0"><tr>
   <td><a href="Default.aspx">Beranda</a></td><td><a href="Profil.aspx">Profil</a></td><td><a href="Arsip.aspx">Berita</a></td><td><a href="Layanan.aspx">Layanan</a></td><td><a href="Kontak.aspx">Kontak</a></td>
  </tr></table>
 </div>
 <div id="badan">
  <div id="kiri">
   <fieldset>
    <legend>Kalender Kegiatan</legend>
    <table id="ctl00_Calendar1" title="Calendar"><tr><td colspan="7">April 2025</td></tr><tr><td>6</td><td>7</td><td>8</td><td>9</td><td>10</td><td>11</td><td>12</td></tr></table>
   </fieldset>
   <fieldset>
    <legend>Surat Kabar Elektronik</legend>
    <label for="ctl00_txtSurel">Masukkan alamat surel Anda untuk menerima kabar mingguan</label>
    <input name="ctl00$txtSurel" type="text" id="ctl00_txtSurel" /><input type="submit" value="Kirim" />
   </fieldset>
   <ul><li><a href="Lelang.aspx">Pengumuman Lelang</a></li><li><a href="Ppid.aspx">Informasi Publik</a></li></ul>
  </div>
  <div id="tengah">
   <table width="100%"><tr><td>
    <span id="ctl00_ContentPlaceHolder1_lblJudul" class="JudulBerita">Rumah Sakit Terapung Bintuni Raya Layani Enam Kampung Sungai</span><br />
    <span id="ctl00_ContentPlaceHolder1_lblTanggal" class="kecil">Selasa, 8 April 2025 11:20 WIT</span>
    &nbsp;<span class="kecil">Dibaca: <span id="ctl00_ContentPlaceHolder1_lblHit">318</span> kali</span><br />
    <img id="ctl00_ContentPlaceHolder1_imgBerita" src="Foto/4471.jpg" alt="" style="width:400px;" />
    <span id="ctl00_ContentPlaceHolder1_lblIsi"><P>Kapal rumah sakit “Sagu Harapan” mulai berlayar menyusuri Sungai Muturi untuk melayani enam kampung yang belum tersambung jalan darat. Pelayaran pertama yang dimulai Senin pagi akan berlangsung selama dua belas hari.</P>
<P>Di atas kapal terdapat satu ruang bedah kecil, dua kursi perawatan gigi, alat rontgen ringan dan apotek dengan persediaan untuk seribu pasien. Empat belas tenaga kesehatan ikut serta, termasuk seorang dokter kandungan dari ibu kota provinsi.</P>
<P>Direktur rumah sakit terapung itu, dr. Yuliana Wambrauw, menuturkan pasien terbanyak pada hari pertama adalah anak dengan malaria dan orang tua yang penglihatannya kabur oleh katarak. “Ada nenek yang sudah lima tahun tidak melihat cucunya dengan jelas,” katanya.</P>
<P>Kepala Kampung Arandai Hilir, Markus Inanosa, menyambut kapal dengan tifa dan sagu bakar. Selama ini warganya harus menyewa perahu bermotor seharga Rp 1,5 juta untuk mencapai puskesmas terdekat, dan banyak yang menunda sampai terlambat.</P>
<P>Anggaran pelayaran tahun ini sebesar Rp 6,4 miliar hanya cukup untuk empat kali perjalanan. Dinas kesehatan tengah meminta perusahaan gas di muara untuk menyumbang bahan bakar agar kapal dapat kembali setiap dua bulan.</P></span>
   </td></tr></table>
   <div class="tombol"><input type="submit" name="ctl00$ContentPlaceHolder1$btnCetak" value="Cetak" /> <input type="submit" name="ctl00$ContentPlaceHolder1$btnKembali" value="Kembali ke daftar berita" /></div>
  </div>
 </div>
 <div id="kaki"><span id="ctl00_lblKaki">Dinas Komunikasi dan Informatika Bintuni Raya, Jalan Raya Muturi Nomor 2</span></div>
</div>
</form>
</body>
</html>
