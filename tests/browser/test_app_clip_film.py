"""A clip of copied and encoded pictures in Chromium: every picture is drawn, each at its moment, played and sought."""

from __future__ import annotations

import base64
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "media"))

WATCH = """async ([data, times]) => {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const video = document.createElement('video');
  video.muted = true;
  video.src = URL.createObjectURL(new Blob([bytes], {type: 'video/mp4'}));
  await new Promise((ok, no) => { video.onloadeddata = ok; video.onerror = () => no(new Error(video.error.message)); });
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [256, 16];
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  const number = () => {
    pen.drawImage(video, 0, 0);
    const row = pen.getImageData(0, 8, 256, 1).data;
    return [...Array(16).keys()].reduce((sum, bit) => sum + (row[(bit * 16 + 8) * 4] > 128 ? 1 << bit : 0), 0);
  };
  // A busy browser says that it is there before the picture is; of the picture that was there already it says nothing more.
  const seek = (at) => new Promise((ok) => {
    const shown = new Promise((done) => video.requestVideoFrameCallback(done));
    video.onseeked = () => void Promise.race([shown, new Promise((done) => setTimeout(done, 500))]).then(ok);
    video.currentTime = at;
  });
  const sought = [];
  for (const at of times) { await seek(at); sought.push(number()); }
  await seek(0);
  const played = [];
  const each = () => { played.push(number()); video.requestVideoFrameCallback(each); };
  video.requestVideoFrameCallback(each);
  await new Promise((ok) => { video.onended = ok; video.play(); });
  return {length: video.duration, sought, played};
}"""


def test_a_smart_cut_is_whole_in_a_browser(browser: Any, tmp_path: Path) -> None:
    from counted import CONSTANT, make, numbers

    from reflect.media.clips import cut_clip
    from reflect.model.span import Span

    film, clip = make(CONSTANT[0], tmp_path), tmp_path / "clip.mp4"
    report = cut_clip(film, clip, Span(1234, 4678))
    assert 0 < report.copied < report.pictures
    wanted = numbers(clip)
    page = browser.new_page()
    times = [at + 0.005 for at, _ in wanted]
    seen = page.evaluate(WATCH, [base64.b64encode(clip.read_bytes()).decode(), times])
    page.close()
    assert abs(seen["length"] - 3.444) < 0.03
    assert seen["sought"] == [number for _, number in wanted]
    # A busy machine leaves out pictures while it plays, but never shows them in another order.
    assert seen["played"] == sorted(seen["played"])
    assert len(set(seen["played"])) > len(wanted) / 2
