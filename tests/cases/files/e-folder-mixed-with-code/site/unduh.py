import sys
import requests

for u in open("daftar"):
    print(requests.get(u.strip()).status_code)
