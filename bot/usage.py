"""What the command line's library says of something typed wrongly, in Indonesian; it has English alone."""

from __future__ import annotations

import re

_SAID = (
    (r"No such option: (.+?)(?: \(Possible options: (.+)\)| Did you mean (.+)\?)?", "Tidak ada opsi {0}.{hint}"),
    (r"No such command (.+?)\.(?: \(Possible commands: (.+)\)| Did you mean (.+)\?)?", "Tidak ada perintah {0}.{hint}"),
    (r"Missing argument (.+?)\.?", "Kurang argumen {0}."),
    (r"Missing option (.+?)\.?", "Kurang opsi {0}."),
    (r"Missing command\.", "Kurang perintahnya."),
    (r"Option (.+) requires an argument\.", "Opsi {0} memerlukan nilai."),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", "Kelebihan argumen: {0}."),
    (r"Invalid value for (.+?): .*valid integer.*", "Nilai {0} keliru: harus bilangan bulat."),
    (r"Invalid value for (.+?): .*greater than or equal to (\S+?)\.?", "Nilai {0} keliru: paling kecil {1}."),
    (r"Invalid value for (.+?): .*less than or equal to (\S+?)\.?", "Nilai {0} keliru: paling besar {1}."),
    (
        r"Invalid value for (.+?): (?:Value error, )?(\S+) is not one of (.+)\.",
        "Nilai {0} keliru: {1} bukan salah satu dari {2}.",
    ),
    (r"Invalid value for (.+?): (.+)", "Nilai {0} keliru: {1}"),
)


def in_indonesian(message: str) -> str:
    """The sentence in Indonesian, where it is a known one."""
    for pattern, text in _SAID:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            parts = [part or "" for part in found.groups()]
            near = next(filter(None, parts[1:]), "")
            return text.format(*parts, hint=f" Maksudnya {near}?" if near else "")
    return message


def translated(error: Exception) -> Exception:
    """An error of that library, which says itself in Indonesian from now on; any other as it is."""
    said = getattr(error, "format_message", None)
    if callable(said):
        message = in_indonesian(said())
        error.format_message = lambda: message  # type: ignore[attr-defined]
    return error
