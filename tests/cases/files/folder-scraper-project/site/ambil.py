import csv
import time
import urllib.request


def ambil(url):
    """Ambil satu halaman berita dan kembalikan isinya sebagai teks."""
    with urllib.request.urlopen(url, timeout=20) as r:
        return r.read().decode("utf-8", "replace")


if __name__ == "__main__":
    for i, baris in enumerate(csv.reader(open("urls.csv"))):
        open(f"data/{i}.html", "w").write(ambil(baris[1]))
        time.sleep(2)
