"""What the routes say of a recording, and that they say the same of whatever is not there."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from urllib.parse import quote

import pytest
from hostile import BODIES, GOOD_RANGES, IDS, PATHS, RANGES
from serving_site import FILM, POST, Site, client_of, nobody_agrees, talk, with_transcript

from reflect.frontend import address
from reflect.store import incoming, jobs, people, recordings
from reflect.store.database import Store
from reflect.store.values import NewMedia

NOT_FOUND = b'{"error":"not found"}'


def test_there_are_enough_hostile_strings() -> None:
    assert len(set(IDS)) + len(set(PATHS)) + len(set(RANGES)) > 200


# ---- documents --------------------------------------------------------------------------------


def test_the_document_holds_what_the_player_needs(standing: Site) -> None:
    doc = standing.client.get(f"/reflect/doc/{standing.recording.id}").json()
    assert set(doc) == {
        *("schema", "recording", "media", "peaks", "transcript", "fragments", "suggestions", "codebook", "roles", "coder", "events"),
        *("blind", "older"),
    }
    assert doc["recording"] | {"date": ""} == {
        "id": standing.recording.id,
        "title": "gesprek <img src=x onerror=alert(1)>.mp4",
        "case": "A12",
        "date": "",
        "durationMs": 60_000,
        "language": "nl",
        "filmErased": None,
        "state": "ready",
        "progress": 1.0,
        "error": "",
    }
    assert doc["media"] == [
        {
            "id": standing.film.id,
            "kind": "film",
            "label": "Film",
            "url": standing.film_url,
            "mime": "video/mp4",
            "playable": True,
            "onDisk": True,
            "hasSound": True,
            "hasPicture": True,
            "frameMs": 40.0,
            "offsetMs": 0.0,
            "driftPpm": 0.0,
            "width": 640,
            "height": 360,
            "copy": "none",
            "copyProgress": 0.0,
        }
    ]
    assert [theme["code"] for theme in doc["codebook"]["themes"]][:2] == ["emotie", "weerstand"]
    assert doc["roles"]["client"] == "cliënt"


def test_the_transcript_is_short_lists_with_keys(standing: Site) -> None:
    found = standing.client.get(f"/reflect/transcript/{standing.recording.id}").json()
    assert (found["version"], found["edits"], found["kind"], found["stamp"]) == (1, 0, "aligned", "v1.0")
    assert found["turns"][1] == {
        "k": "1600-3150-S2",
        "s": "S2",
        "w": [["woord4", 1600, 1950, 90, 0], ["woord5", 2000, 2350, 20, 0], ["woord6", 2400, 2750, 90, 0], ["woord7", 2800, 3150, 90, 0]],
    }
    assert [(s["label"], s["role"], s["shown"]) for s in found["speakers"]] == [
        ("S1", "klantmanager", "Klantmanager ?"),
        ("S2", "client", "Cliënt"),
    ]
    english = standing.client.get(f"/reflect/doc/{standing.recording.id}?lang=en").json()
    assert english["transcript"]["speakers"][1]["shown"] == "Client"
    assert english["codebook"]["label"] == "Viewing guide"


def test_a_name_that_is_given_later_shows_at_once(site: Site) -> None:
    address = f"/reflect/transcript/{site.recording.id}"
    assert site.client.get(address).json()["speakers"][0]["shown"] == "Klantmanager ?"
    people.confirm_role(site.store, site.recording.id, "S1", people.Role.KLANTMANAGER, "Linde")
    assert site.client.get(address).json()["speakers"][0]["shown"] == "Linde"


def test_a_version_that_is_not_there_is_not_found(standing: Site) -> None:
    address = f"/reflect/transcript/{standing.recording.id}"
    assert standing.client.get(f"{address}?version=1").json()["version"] == 1
    assert standing.client.get(f"{address}?version=7").content == NOT_FOUND
    for wrong in ("-1", "x", "1e3", "9" * 40, ""):
        assert standing.client.get(f"{address}?version={wrong}").json() == {"error": "version"}


def test_a_long_transcript_is_compressed_and_quick(store: Store, site: Site) -> None:
    import time

    with_transcript(store, site.recording, talk(45_000))
    address = f"/reflect/doc/{site.recording.id}"
    began = time.process_time()
    packed = site.client.get(address, headers={"accept-encoding": "gzip"})
    took = time.process_time() - began
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.json()["transcript"]["turns"]) == 45_000 // 4
    assert int(packed.headers["content-length"]) < 900_000
    plain = site.client.get(address, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.json() == packed.json()
    assert took < 8  # seconds of processor; a tenth is usual the second time


@pytest.mark.parametrize("lang", ["", "nl", "fr", "<script>", "en-GB"])
def test_any_other_language_is_dutch(standing: Site, lang: str) -> None:
    assert standing.client.get(f"/reflect/doc/{standing.recording.id}", params={"lang": lang}).json()["roles"]["client"] == "cliënt"


# ---- what is not there ------------------------------------------------------------------------


def test_whatever_is_not_there_gets_the_same_answer(site: Site, store: Store, tmp_path: Path) -> None:
    """Unknown, misspelt, another recording's medium, and gone from the disk: not to be told from each other."""
    other = tmp_path / "ander.mp4"
    other.write_bytes(b"another film")
    second = recordings.add(store, [NewMedia(incoming.import_media(store, other), container="MP4 or MOV")])
    assert second.film is not None
    os.unlink(second.film.path)
    answers = [
        site.client.get("/reflect/doc/r0000000"),
        site.client.get(f"/reflect/doc/{site.recording.id[:5]}"),
        site.client.get(f"/reflect/doc/{site.recording.id.upper()}"),
        site.client.get(f"/reflect/film/{site.recording.id}/{second.film.id}"),
        site.client.get(f"/reflect/film/{second.id}/{second.film.id}"),
        site.client.get(f"/reflect/film/{site.recording.id}/m0000000"),
        site.client.get(f"/reflect/peaks/{second.id}"),
        site.client.get(f"{site.film_url}?copy=1"),
        site.client.get("/reflect/nothing"),
        site.client.post("/reflect/tags/r0000000", json={"ops": []}, headers=POST),
    ]
    assert {(a.status_code, a.content) for a in answers} == {(404, NOT_FOUND)}
    first = {k: v for k, v in answers[0].headers.items() if k != "content-length"}
    assert all({k: v for k, v in a.headers.items() if k != "content-length"} == first for a in answers)


def test_nobody_without_permission_learns_that_a_recording_is_there(standing: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody_agrees(monkeypatch)
    for place in ("doc/{}", "transcript/{}", "news/{}", "peaks/{}", f"film/{{}}/{standing.film.id}"):
        answer = standing.client.get("/reflect/" + place.format(standing.recording.id))
        assert (answer.status_code, answer.content) == (404, NOT_FOUND)
    answer = standing.client.post(f"/reflect/tags/{standing.recording.id}", json={"ops": []}, headers=POST)
    assert (answer.status_code, answer.content) == (404, NOT_FOUND)


@pytest.mark.parametrize("text", IDS, ids=range(len(IDS)))
def test_an_id_that_is_none_is_not_found(standing: Site, text: str) -> None:
    encoded = {text, quote(text, safe=""), quote(text, safe="/%")}
    for one in encoded:
        for place in (
            "doc/{}",
            "news/{}",
            "peaks/{}",
            f"film/{standing.recording.id}/{{}}",
            f"film/{{}}/{standing.film.id}",
            "ui/{}/player.js",
        ):
            _refused(standing, "/reflect/" + place.format(one))


@pytest.mark.parametrize("text", PATHS, ids=range(len(PATHS)))
def test_a_path_that_climbs_is_not_found(standing: Site, text: str) -> None:
    for one in {text, quote(text, safe=""), quote(text, safe="/%\\")}:
        for place in ("ui/1/{}", "ui/{}", f"film/{standing.recording.id}/{{}}", "doc/{}", "{}"):
            _refused(standing, "/reflect/" + place.format(one))


def _refused(site: Site, path: str) -> None:
    """The path as it stands goes into the application, as a client that tidies nothing would send it."""
    from urllib.parse import unquote

    sent = {"path": unquote(path, errors="surrogateescape").encode("utf-8", "surrogateescape").decode("utf-8", "replace")}
    status, body = _raw(site, sent["path"], path.encode("utf-8", "replace"))
    if status == 200:  # what tidies to the address of a real file is that file
        assert sent["path"].rpartition("/")[2].split("?")[0].split("#")[0] in ("player.js", "player.css")
    else:
        assert (status, body) == (404, NOT_FOUND)


def _raw(site: Site, path: str, raw: bytes) -> tuple[int, bytes]:
    import asyncio

    out: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        out.append(message)

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b""}

    cookie = f"reflect_session={site.client.cookies['reflect_session']}".encode()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "raw_path": raw,
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1:8501"), (b"cookie", cookie)],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8501),
    }
    asyncio.run(site.client.app(scope, receive, send))
    return int(str(out[0]["status"])), b"".join(m.get("body", b"") for m in out[1:])  # type: ignore[misc]


# ---- films ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", RANGES, ids=range(len(RANGES)))
def test_a_range_that_is_none_gets_no_film(standing: Site, text: str) -> None:
    answer = standing.client.get(standing.film_url, headers={"range": text.encode("latin-1", "replace")})
    assert answer.status_code in (400, 416), text
    assert len(answer.content) < 100
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("text", GOOD_RANGES)
def test_a_range_gets_its_bytes(standing: Site, text: str) -> None:
    first, last = GOOD_RANGES[text]
    answer = standing.client.get(standing.film_url, headers={"range": text})
    assert answer.status_code == 206
    assert answer.content == FILM[first : last + 1]
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(FILM)}"
    assert int(answer.headers["content-length"]) == last - first + 1


def test_a_film_is_sent_as_what_it_is_and_kept_nowhere(standing: Site) -> None:
    for method in ("GET", "HEAD"):
        answer = standing.client.request(method, standing.film_url)
        assert answer.status_code == 200
        assert answer.content == (FILM if method == "GET" else b"")
        assert answer.headers["content-type"] == "video/mp4"
        assert answer.headers["accept-ranges"] == "bytes"
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "mevrouw" not in str(answer.headers)


def test_a_film_that_is_a_link_out_of_the_data_folder_is_not_sent(site: Site, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    site.film.path.unlink()
    site.film.path.symlink_to(secret)
    assert site.client.get(site.film_url).content == NOT_FOUND
    site.film.path.unlink()
    site.film.path.mkdir()
    assert site.client.get(site.film_url).content == NOT_FOUND


def test_the_memory_stays_flat_while_a_gigabyte_is_sent(site: Site) -> None:
    """Three viewers at once, each through the whole of a sparse file."""
    import asyncio
    import resource

    with site.film.path.open("r+b") as file:
        file.truncate(1 << 30)
    cookie = f"reflect_session={site.client.cookies['reflect_session']}".encode()

    async def watch(start: int) -> int:
        sent = 0

        async def send(message: dict[str, object]) -> None:
            nonlocal sent
            sent += len(message.get("body", b""))  # type: ignore[arg-type]

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b""}

        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": "GET",
            "path": site.film_url,
            "raw_path": site.film_url.encode(),
            "root_path": "",
            "scheme": "http",
            "query_string": b"",
            "headers": [(b"host", b"localhost"), (b"cookie", cookie), (b"range", b"bytes=%d-" % start)],
            "client": ("127.0.0.1", 50_000),
            "server": ("127.0.0.1", 8501),
        }
        await site.client.app(scope, receive, send)
        return sent

    async def three() -> list[int]:
        return list(await asyncio.gather(watch(900 << 20), watch(930 << 20), watch(960 << 20)))

    asyncio.run(three())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert asyncio.run(three()) == [124 << 20, 94 << 20, 64 << 20]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8 * 1024


# ---- changes ----------------------------------------------------------------------------------


def test_a_tag_is_stored_once_however_often_it_is_sent(site: Site) -> None:
    op = {
        "op": "00000000-0000-4000-8000-000000000001",
        "do": "add",
        "id": "00000000-0000-4000-8000-00000000000a",
        "base": None,
        "start": 1_000,
        "end": 5_000,
        "code": "weerstand.vechten",
        "perspective": "researcher",
        "note": "<script>alert(1)</script>",
        "questions": ["Wat zag je?"],
    }
    address = f"/reflect/tags/{site.recording.id}"
    first, second = (site.client.post(address, json={"ops": [op]}, headers=POST).json() for _ in range(2))
    assert first == second
    assert first["acks"][0]["status"] == "stored"
    shown = first["acks"][0]["fragment"]
    assert (shown["start"], shown["end"], shown["code"], shown["rev"], shown["deleted"]) == (1_000, 5_000, "weerstand.vechten", 1, False)
    assert site.client.get(f"/reflect/doc/{site.recording.id}").json()["fragments"] == [shown]
    news = site.client.get(f"/reflect/news/{site.recording.id}?since=0").json()
    assert (news["fragments"], news["events"], news["stamp"], news["state"]) == ([shown], 1, "v1.0", "ready")
    assert site.client.get(f"/reflect/news/{site.recording.id}?since=1").json()["fragments"] == []


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_a_body_that_is_none_is_refused_in_a_word(standing: Site, body: bytes) -> None:
    answer = standing.client.post(f"/reflect/tags/{standing.recording.id}", content=body, headers=POST)
    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}
    assert len(answer.json()["error"]) < 12


@pytest.mark.parametrize("ops", [None, 1, "x", {}, [1] * 501])
def test_operations_of_a_wrong_kind_or_too_many_are_refused(standing: Site, ops: object) -> None:
    assert standing.client.post(f"/reflect/tags/{standing.recording.id}", json={"ops": ops}, headers=POST).status_code == 400


@pytest.mark.parametrize(
    ("headers", "status", "key"),
    [
        ({"x-reflect": ""}, 403, "header"),
        ({"x-reflect": "0"}, 403, "header"),
        ({"content-type": "text/plain"}, 415, "type"),
        ({"content-type": "application/x-www-form-urlencoded"}, 415, "type"),
        ({"content-type": "multipart/form-data"}, 415, "type"),
        ({"content-type": ""}, 415, "type"),
        ({"content-type": "application/json; charset=utf-16"}, 415, "type"),
        ({"content-length": "9999999"}, 413, "size"),
        ({"content-length": "-1"}, 413, "size"),
        ({"origin": "http://evil.example"}, 403, "refused"),
        ({"origin": "null"}, 403, "refused"),
    ],
)
def test_a_change_must_come_from_our_own_page(standing: Site, headers: dict[str, str], status: int, key: str) -> None:
    answer = standing.client.post(f"/reflect/tags/{standing.recording.id}", content=b'{"ops":[]}', headers={**POST, **headers})
    assert (answer.status_code, answer.json()) == (status, {"error": key})


def test_a_body_that_goes_on_is_cut_off(standing: Site) -> None:
    big = b'{"ops":["' + b"x" * (2 << 20) + b'"]}'
    assert standing.client.post(f"/reflect/tags/{standing.recording.id}", content=big, headers=POST).json() == {"error": "size"}


def test_reading_routes_take_no_changes_and_the_other_way_round(standing: Site) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert standing.client.request(method, f"/reflect/doc/{standing.recording.id}", headers=POST).status_code in (404, 405)
    assert standing.client.get(f"/reflect/tags/{standing.recording.id}").status_code in (404, 405)


def test_words_are_corrected_compared_and_restored(site: Site) -> None:
    rid = site.recording.id
    before = site.client.get(f"/reflect/transcript/{rid}").json()
    turn = before["turns"][1]
    op = {"op": "00000000-0000-4000-8000-000000000002", "do": "words", "turn": turn["k"], "expect": "woord4 woord5 woord6 woord7"}
    done = site.client.post(
        f"/reflect/text/{rid}", json={"stamp": "v1.0", "ops": [{**op, "text": "woord4 vijf woord6"}]}, headers=POST
    ).json()
    assert (done["acks"][0]["status"], done["acks"][0]["why"]) == ("stored", "")
    (patch,) = done["patches"]
    assert (patch["at"], patch["removed"], [w[0] for w in patch["turns"][0]["w"]]) == (1, 1, ["woord4", "vijf", "woord6"])
    after = site.client.get(f"/reflect/transcript/{rid}").json()
    assert after["stamp"] == done["stamp"] != "v1.0"
    assert after["turns"][1] == patch["turns"][0]
    assert site.client.get(f"/reflect/news/{rid}").json()["stamp"] == done["stamp"]
    late = {**op, "op": "00000000-0000-4000-8000-000000000003", "text": "anders"}
    conflict = site.client.post(f"/reflect/text/{rid}", json={"stamp": "v1.0", "ops": [late]}, headers=POST).json()
    assert (conflict["acks"][0]["status"], conflict["patches"]) == ("conflict", None) or conflict["acks"][0]["now"]
    lines = site.client.get(f"/reflect/versions/{rid}").json()["versions"]
    assert [line["current"] for line in lines] == [True, False]
    assert lines[0]["who"] == "onderzoeker"
    changes = site.client.get(f"/reflect/compare/{rid}?a=1&b={lines[0]['number']}").json()["changes"]
    assert [(c["a"], c["b"]) for c in changes] == [("woord5", "vijf"), ("woord7", "")]
    back = site.client.post(
        f"/reflect/restore/{rid}", json={"version": 1, "op": "00000000-0000-4000-8000-000000000004"}, headers=POST
    ).json()
    assert back["status"] == "stored"
    assert site.client.get(f"/reflect/transcript/{rid}").json()["turns"] == before["turns"]
    assert site.client.get(f"/reflect/compare/{rid}?a=1").json() == {"error": "b"}


def test_a_clip_list_is_saved_exported_and_deleted(site: Site) -> None:
    rid, lid = site.recording.id, "00000000-0000-4000-8000-0000000000cc"
    clip = {
        "recording": rid,
        "fragment": None,
        "start": 1_000,
        "end": 4_000,
        "before": 2_000,
        "after": 0,
        "code": "emotie",
        "question": "=HYPERLINK(1) é",
    }
    saved = site.client.post(
        f"/reflect/cliplists/{rid}", json={"id": lid, "title": "Voor <b>", "base": None, "clips": [clip]}, headers=POST
    ).json()
    assert (saved["status"], saved["list"]["rev"], saved["list"]["clips"][0]["start"]) == ("stored", 1, 1_000)
    assert site.client.get(f"/reflect/cliplists/{rid}").json() == {"lists": [saved["list"]]}
    kinds = {
        "csv": "text/csv",
        "json": "application/json",
        "m3u": "audio/x-mpegurl",
        "xspf": "application/xspf+xml",
        "edl": "text/plain; charset=us-ascii",
        "otio": "application/json",
        "fcpxml": "application/xml",
    }
    for name, kind in kinds.items():
        answer = site.client.get(f"/reflect/cliplists/{rid}/{lid}/export?format={name}")
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["content-disposition"] == f'attachment; filename="clips-00000000.{name}"'
        assert len(answer.content) > 20
        lost = json.loads(answer.headers["x-reflect-lost"])
        assert lost == ([["cells", {"n": 1}]] if name == "csv" else [["letters", {"n": 1}]] if name == "edl" else [])
    site.film.path.rename(site.film.path.with_suffix(".away"))
    gone = site.client.get(f"/reflect/cliplists/{rid}/{lid}/export?format=xspf")
    assert (gone.status_code, gone.json()) == (409, {"error": "film_gone"})
    away = site.client.get(f"/reflect/cliplists/{rid}/{lid}/export?format=otio").headers["x-reflect-lost"]
    assert json.loads(away) == [["gone", {"n": 1, "clips": "1"}]]
    assert site.client.get(f"/reflect/cliplists/{rid}/{lid}/export?format=exe").json() == {"error": "format"}
    refused = site.client.post(f"/reflect/cliplists/{rid}", json={"id": "x", "title": "", "clips": []}, headers=POST).json()
    assert (refused["status"], refused["list"]) == ("refused", None)
    for _ in range(2):
        assert site.client.post(f"/reflect/cliplists/{rid}/{lid}/delete", json={}, headers=POST).json()["status"] == "stored"
    assert site.client.get(f"/reflect/cliplists/{rid}/{lid}/export").content == NOT_FOUND
    assert site.client.get(f"/reflect/cliplists/{rid}/x/export").content == NOT_FOUND


def test_a_name_that_a_person_gives_is_the_coder(site: Site) -> None:
    from reflect.store import preferences

    preferences.put(site.store, "app.coder", "Noor")
    assert site.client.get(f"/reflect/doc/{site.recording.id}").json()["coder"] == "Noor"


# ---- errors and logs --------------------------------------------------------------------------


def test_an_error_of_our_own_says_nothing_of_the_talk(
    standing: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("Goedemorgen, mevrouw Achternaam")

    monkeypatch.setattr("reflect.tagging.state", broken)
    with caplog.at_level(logging.DEBUG):
        answer = standing.client.get(f"/reflect/doc/{standing.recording.id}")
    assert (answer.status_code, answer.content) == (500, b"")
    assert "Achternaam" not in caplog.text
    assert "RuntimeError at test_routes.py" in caplog.text


def test_a_data_folder_that_cannot_be_read_is_told_in_a_word(standing: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from reflect.errors import StoreError

    def broken(*args: object) -> None:
        raise StoreError("The database /home/jansen/reflect.db is damaged.")

    monkeypatch.setattr("reflect.tagging.state", broken)
    answer = standing.client.get(f"/reflect/doc/{standing.recording.id}")
    assert (answer.status_code, answer.json()) == (503, {"error": "store"})


def test_addresses_hold_ids_only(standing: Site) -> None:
    doc = standing.client.get(f"/reflect/doc/{standing.recording.id}").json()
    addresses = [doc["peaks"]["url"], *(m["url"] for m in doc["media"])]
    assert all(set(a.split("/")[3:]) <= {standing.recording.id, standing.film.id} for a in addresses)


# ---- recordings that are not as they should be ------------------------------------------------


def test_a_recording_that_is_still_processed_says_how_far_it_is(site: Site, store: Store) -> None:
    job = jobs.start(store, site.recording.id, {})
    jobs.begin_step(store, job.id, "sound", "k1")
    jobs.progress(store, job.id, "sound", 0.5)
    found = site.client.get(f"/reflect/news/{site.recording.id}").json()
    assert (found["state"], found["progress"]) == ("processing", 0.04)
    jobs.stop(store, job.id)
    assert site.client.get(f"/reflect/doc/{site.recording.id}").json()["recording"]["state"] == "ready"


def test_a_recording_without_transcript_without_film(store: Store, tmp_path: Path) -> None:
    film = tmp_path / "leeg.mp4"
    film.write_bytes(b"film")
    recording = recordings.add(store, [NewMedia(incoming.import_media(store, film), container="AVI", facts={"video": None, "audio": []})])
    client = client_of()
    client.get("/")
    doc = client.get(f"/reflect/doc/{recording.id}").json()
    assert (doc["recording"]["state"], doc["transcript"], doc["peaks"]) == ("empty", None, None)
    assert (doc["media"][0]["playable"], doc["media"][0]["hasSound"], doc["media"][0]["hasPicture"]) == (False, False, False)
    assert client.get(f"/reflect/transcript/{recording.id}").content == NOT_FOUND
    assert client.get(f"/reflect/peaks/{recording.id}").content == NOT_FOUND
    job = jobs.start(store, recording.id, {})
    jobs.fail(store, job.id, "The film is silent.")
    os.unlink(recording.film.path)  # type: ignore[union-attr]
    doc = client.get(f"/reflect/doc/{recording.id}").json()
    assert (doc["recording"]["state"], doc["recording"]["error"]) == ("failed", "The film is silent.")
    assert doc["media"][0]["onDisk"] is False
    job = jobs.start(store, recording.id, {})
    jobs.stop(store, job.id)
    assert "gestopt" in client.get(f"/reflect/news/{recording.id}").json()["error"]


def test_the_waveform_is_kept_and_made_again(site: Site, store: Store) -> None:
    import numpy as np

    from reflect.media import write_wave
    from reflect.serving import waves

    write_wave(waves.working_sound(store, site.film), [np.linspace(-1, 1, 16_000, dtype=np.float32)])
    answer = site.client.get(f"/reflect/peaks/{site.recording.id}")
    assert (len(answer.content), answer.headers["x-per-second"]) == (20, "20")
    assert answer.content[0] == 255
    waves.working_sound(store, site.film).unlink()
    assert site.client.get(f"/reflect/peaks/{site.recording.id}").content == answer.content
    waves.kept_at(store, site.film).unlink()  # neither sound nor waveform: from the film, which is none
    assert site.client.get(f"/reflect/peaks/{site.recording.id}").content == NOT_FOUND
    assert site.client.get(f"/reflect/doc/{site.recording.id}").json()["peaks"] is None


# ---- the player's files -----------------------------------------------------------------------


def test_the_players_files_are_asked_for_once_and_again_after_an_update(standing: Site) -> None:
    now = standing.client.get(address("player.js"))
    assert now.status_code == 200
    assert now.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "immutable" in now.headers["cache-control"]
    before = standing.client.get("/reflect/ui/0123456789ab/player.js")  # a page that was open during the update
    assert (before.content, before.headers["cache-control"]) == (now.content, "private, no-store")
    assert standing.client.get(address("player.css")).headers["content-type"] == "text/css; charset=utf-8"


def test_json_is_plain(standing: Site) -> None:
    raw = standing.client.get(f"/reflect/doc/{standing.recording.id}").text
    assert json.loads(raw)["recording"]["title"].startswith("gesprek <img")
    assert "NaN" not in raw
