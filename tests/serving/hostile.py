"""Strings that stand where an id, a path or a Range is expected."""

from __future__ import annotations

IDS = [
    "", " ", ".", "..", "...", "~", "*", "?", "#", "%", "%00", "%2e", "%2e%2e", "%2F", "%5c", "\\", "|", ";", "'",
    '"', "<", ">", "`", "$", "&",
    "r", "m", "R1234567", "r123456", "r12345678", "r123456l", "r123456i", "r123456o", "r123456u", "r123 567",
    "r1234567 ", " r1234567",
    "r1234567\n", "r1234567%0a", "r1234567%00", "r1234567.mp4", "r1234567/", "r1234567\\", "r1234567;x",
    "r1234567%23", "r１２３４５６７",
    "r1234567\u202e", "r123456\u0661", "m1234567", "0", "-1", "1", "null", "undefined", "None", "true", "NaN", "Infinity", "1e9",
    "' OR '1'='1", "'; DROP TABLE recordings;--", "1 UNION SELECT 1", "r1234567' --", "r%", "r_______", "r*", "{}",
    "[]", "{{7*7}}", "${7*7}",
    "%{7*7}", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "data:text/html,x",
    "file:///etc/passwd",
    "http://evil.example/", "//evil.example", "CON", "NUL", "aux.mp4", "con.js", "LPT1", "a" * 300,
    "r" + "1" * 4_000, "é", "日本語", "🎬", "\u0000",
    "reflect.db", "session.key", "worker.lock", "__init__.py", "player.py", "texts", ".git", ".env", "id_rsa",
]  # fmt: skip
PATHS = [
    "../", "../../", "../../../../../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%252f..%252fetc%252fpasswd", "%252e%252e%252f", "..%c0%af..%c0%afetc/passwd", "%c0%ae%c0%ae/", "..%e0%80%af",
    "..%u2215", "..%uff0e",
    "....//....//etc/passwd", "..../", "..;/", "..\\..\\windows\\win.ini", "..%5c..%5c", "%5c%5cserver%5cshare",
    "\\\\server\\share",
    "C:\\windows\\win.ini", "C:/windows/win.ini", "c%3a%5c", "/etc/passwd", "//etc/passwd", "///etc/passwd",
    "%2fetc%2fpasswd", "./", "./.", ".//",
    "%2e/", ".%2e/", "%2e./", "..%00/", "..%0d%0a", "%0d%0aSet-Cookie:x=1", "%0aX:1", "reflect.db", "../reflect.db",
    "../session.key",
    "../player.js", "player.js/..", "player.js/", "player.js%00.css", "player.js%2f", "player.js\\", "./player.js",
    "PLAYER.JS", "player.js.bak",
    "player.js~", ".player.js", "player.py", "__init__.py", "texts/player.nl.json", "texts%2fplayer.nl.json",
    "..%2fserving%2froutes.py",
    "%70layer.py", "player.js%20", "player.js.", "player.css%3a%24DATA", "player.js::$DATA", "file:player.js",
    "http://evil.example/x.js",
    "proc/self/environ", "/proc/self/environ", "/dev/zero", "/dev/stdin", "~root", "~/.ssh/id_rsa", "$HOME",
    "%HOME%", "*.js", "{player,x}.js",
    "[p]layer.js", "player.j?", "a/b/c/d/e", "a" * 2_000, "../" * 200, "%2e%2e%2f" * 200, "\u2024\u2024/", "\uff0e\uff0e/", "．．／",
]  # fmt: skip
RANGES = [
    "", " ", "bytes", "bytes=", "bytes=-", "bytes=--1", "bytes=-0-", "bytes=a-b", "bytes=0-b", "bytes=a-",
    "bytes=1-0", "bytes=5-2", "bytes=-1-1",
    "bytes=0--1", "bytes=+1-5", "bytes= 0-1", "bytes=0 -1", "bytes=0- 1", "bytes=0-1 ", "bytes =0-1", "bytes:0-1",
    "byte=0-1", "items=0-1",
    "lines=1-2", "none", "0-1", "=0-1", "bytes=0-1;q=1", "bytes=0-1#", "bytes=0.0-1.5", "bytes=0x0-0xff",
    "bytes=1e3-2e3", "bytes=1_0-2_0",
    "bytes=99999999999999999999999999-", "bytes=0-99999999999999999999999999", "bytes=-99999999999999999999999999",
    "bytes=" + "9" * 5_000 + "-",
    "bytes=-" + "9" * 5_000, "bytes=256000-", "bytes=256001-", "bytes=999999999999-", "bytes=-0", "bytes=0-1,2-3",
    "bytes=0-,0-,0-", "bytes=0-0,-1",
    "bytes=0-1,", "bytes=,0-1", "bytes=,", "bytes=" + ",".join("0-" for _ in range(1_000)),
    "bytes=" + ",".join(f"{n}-{n}" for n in range(5_000)),
    "bytes=" + ",".join(f"{n * 7}-" for n in range(2_000)), "bytes=0-0,1-1,2-2,3-3,4-4,5-5,6-6,7-7,8-8,9-9",
    "bytes=0-255999,0-255999",
    "bytes=0-1\x0b", "bytes=0-1\t", "bytes=\x7f", "bytes=\u0661-\u0662".encode().decode("latin-1"), "bytes=²-³",
    "bytes=" + "-" * 10_000,
]  # fmt: skip
GOOD_RANGES = {
    "bytes=0-": (0, 255_999), "bytes=0-0": (0, 0), "bytes=5-9": (5, 9), "bytes=255999-": (255_999, 255_999),
    "bytes=-1": (255_999, 255_999),
    "bytes=-300000": (0, 255_999), "bytes=100-999999999": (100, 255_999), "bytes=00000005-00000009": (5, 9),
}  # fmt: skip
BODIES = [
    b"", b" ", b"null", b"1", b'"x"', b"[]", b"{", b"}", b"{]", b"{'ops': []}", b'{"ops":}', b'{"ops":[1,]}',
    b'{"a":NaN}', b'{"a":Infinity}',
    b'{"a":-Infinity}', b'{"a":1e999}', b'{"a":99999999999999999999}', b'{"a":' + b"9" * 6_000 + b"}", b"\xff\xfe",
    b"\xef\xbb\xbf{}", b"\x00",
    b'{"a":"\\ud800"}', b'{"a":"\\u0000"}', b'{"\\udfff":1}', b"[" * 100_000, b'{"a":' * 50_000, b'{"a":' * 20 + b"1" + b"}" * 20,
    b'{"ops":[' + b"[],".join(b"" for _ in range(210_000)) + b"1]}", b"{}{}", b"{} x", b"// c\n{}", b'{"a":01}',
    b"<xml/>", b"a=1&b=2",
    b'{"a":"\n"}', "{“a”:1}".encode(),
]  # fmt: skip
