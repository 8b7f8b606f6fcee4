const daftar = document.querySelector("#daftar");
fetch("/api/berita").then(r => r.json()).then(xs => {
  for (const x of xs) daftar.append(Object.assign(document.createElement("li"), {textContent: x.judul}));
});
