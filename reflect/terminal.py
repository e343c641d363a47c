"""What people see in a terminal: progress on standard error, results on standard output."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from reflect.exchange.labels import GUESS_MARK, is_guess, speaker_labels, speakers_of
from reflect.exchange.plain_text import one_line
from reflect.model import sound
from reflect.model.span import clock_text
from reflect.model.speech import Role, Transcript

if TYPE_CHECKING:
    from reflect.codebook import Changes, Codebook
    from reflect.doctor import Check
    from reflect.exchange.clip_losses import Loss
    from reflect.exchange.clip_sources import Sources
    from reflect.model.clip import ClipList
    from reflect.model.fragment import Fragment
    from reflect.pipeline import Outcome
    from reflect.store.values import Step, Summary

ROLE_STYLES = {
    Role.KLANTMANAGER: "bold cyan",
    Role.CLIENT: "bold yellow",
    Role.INTERPRETER: "bold magenta",
    Role.COLLEAGUE: "bold green",
    Role.UNKNOWN: "bold",
}
DOUBTFUL_BELOW = 0.4
"""Words under this probability are underlined: the ones to listen to first."""

HEALTH_STYLES = {"ok": "green", "note": "yellow", "mend": "bold red"}

out = Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False)


class BarReporter:
    """Shows a bar for every step of the pipeline, or one line each where no terminal is."""

    def __init__(self, quiet: bool = False) -> None:
        self.quiet = quiet
        self._bars: Progress | None = None
        self._title = ""

    @contextmanager
    def recording(self, title: str) -> Iterator[None]:
        """Draw the bars of one recording under its title."""
        self._title = one_line(title)
        if self.quiet or not err.is_terminal:
            yield
            return
        columns = (TextColumn("  {task.description:<28}"), BarColumn(30), TaskProgressColumn(), TimeElapsedColumn(), TimeRemainingColumn())
        with Progress(*columns, console=err) as self._bars:
            yield
        self._bars = None

    @contextmanager
    def step(self, label: str) -> Iterator[sound.Progress]:
        self._show_title()
        if self._bars is None:
            yield _nothing
            if not self.quiet:
                err.print(f"  {label:<28} done")
            return
        bars, task = self._bars, self._bars.add_task(label, total=1.0)
        yield lambda part: bars.update(task, completed=part)
        bars.update(task, completed=1.0)

    def _show_title(self) -> None:
        """Once the work really begins: settings that cannot be leave no title behind."""
        if self._title and not self.quiet:
            (self._bars.console if self._bars else err).print(f"[bold]{escape(self._title)}[/bold]")
        self._title = ""

    def reused(self, label: str) -> None:
        if not self.quiet:
            (self._bars.console if self._bars else err).print(f"  {label:<28} [dim]kept from an earlier run[/dim]")

    def note(self, text: str) -> None:
        (self._bars.console if self._bars else err).print(f"  [yellow]note:[/yellow] {escape(text)}")


@contextmanager
def bar(label: str, quiet: bool = False) -> Iterator[sound.Progress]:
    """One bar for one piece of work; its progress is told as a part from 0 to 1."""
    reporter = BarReporter(quiet)
    with reporter.recording(""), reporter.step(label) as tell:
        yield tell


def _nothing(part: float) -> None:
    """Progress that nobody looks at."""


def print_transcript(transcript: Transcript) -> None:
    """Time, role and text of every turn, as people read it; doubtful words underlined."""
    names = speaker_labels(transcript)
    speakers = {s.label: s for s in speakers_of(transcript)}
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column(no_wrap=True, max_width=24)
    table.add_column(ratio=1)
    for turn in transcript.turns:
        speaker = speakers[turn.speaker]
        name = Text(names[turn.speaker] + (f" {GUESS_MARK}" if is_guess(speaker) else ""), style=ROLE_STYLES[speaker.role])
        text = Text()
        for word in turn.words:
            doubtful = word.doubtful or word.probability < DOUBTFUL_BELOW
            text.append(one_line(word.text), style="underline" if doubtful else "").append(" ")
        table.add_row(clock_text(turn.span.start_ms), name, text)
    if not transcript.turns:
        out.print("No words were recognised.")
    out.print(table)
    guesses = [s for s in speakers.values() if is_guess(s)]
    for s in guesses:
        out.print(f"[dim]{escape(names[s.label])} {GUESS_MARK} is a guess: {escape(s.reason)}[/dim]")
    for warning in transcript.warnings:
        out.print(f"[yellow]note:[/yellow] {escape(warning)}")


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(title=title or None, title_justify="left", box=None, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(escape(one_line(cell)) for cell in row))
    out.print(table)


def print_checks(checks: Sequence[Check]) -> None:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for column in ({"no_wrap": True}, {"style": "bold", "no_wrap": True}, {"overflow": "fold"}):
        table.add_column(**column)
    for check in checks:
        mark = Text(check.health.value, style=HEALTH_STYLES[check.health.value])
        table.add_row(mark, check.name, escape(check.value))
        if check.advice:
            table.add_row("", "", Text(check.advice, style="yellow"))
    out.print(table)


def print_tags(fragments: Sequence[Fragment], book: Codebook) -> None:
    """A line for each fragment, with its code in words or "(observation)"."""
    rows = []
    for f in fragments:
        questions = " ".join(f"? {question}" for question in f.questions)
        what = book.title(f.code, "en") or "(observation)"
        rows.append((clock_text(f.span.start_ms), clock_text(f.span.end_ms), what, str(f.perspective), f.coder, f"{f.note} {questions}"))
    if not rows:
        out.print("Nothing was tagged on this recording yet. Open the app to tag: reflect app")
        return
    print_table("", ("from", "to", "code", "perspective", "coder", "note"), rows)


def print_clip_lists(lists: Sequence[ClipList], recording_id: str) -> None:
    if not lists:
        out.print("There are no clip lists of this recording yet. Open the app to make one: reflect app")
        return
    rows = [(c.id[:8], c.title, str(len(c.clips)), clock_text(sum(clip.shown().duration_ms for clip in c.clips)), c.who) for c in lists]
    print_table("", ("list", "title", "clips", "length", "who"), rows)
    err.print(f"Play one in VLC:   reflect clips {recording_id} {lists[0].id[:8]} --format m3u -o clips.m3u", markup=False)


def print_older(found: Changes, recording_id: str) -> None:
    """One line, when fragments were coded with another version or another codebook."""
    if found:
        books = ", ".join(f"{count} with {name}" for name, count in found.books.items())
        names = f"codes with another name now: {len(found.renamed)}, gone: {len(found.gone)}, of another codebook: {len(found.foreign)}"
        err.print(f"Not coded with {found.book}: {books} ({names}). See: reflect codebooks {recording_id}", markup=False)


def print_clips(clips: ClipList, sources: Sources, book: Codebook) -> None:
    lengths = {name: source.duration_ms for name, source in sources.items()}
    shown = [(clip, clip.shown(lengths.get(clip.recording_id))) for clip in clips.clips]
    rows = [
        (str(n), clock_text(s.start_ms), clock_text(s.end_ms), book.title(c.code, "en"), c.question)
        for n, (c, s) in enumerate(shown, start=1)
    ]
    print_table(clips.title, ("clip", "from", "to", "code", "question"), rows)


def print_lost(losses: Sequence[Loss]) -> None:
    """What this very list lost in its file."""
    if losses:
        err.print(f"Lost from this list: {'; '.join(loss.text() for loss in losses)}.", markup=False)


def print_outcome(outcome: Outcome) -> None:
    found = outcome.transcript
    counts = ((len(found.words), "word"), (len(found.turns), "turn"), (len(found.speakers), "speaker"))
    kept = f"; kept from an earlier run: {number_of(len(outcome.reused), 'step')}" if outcome.reused else ""
    err.print(
        f"{clock_text(outcome.heard.duration_ms)} of talk in {outcome.seconds:.1f} s "
        f"(real-time factor {outcome.real_time_factor:.3f}{kept}): {', '.join(number_of(n, name) for n, name in counts)}."
    )


def number_of(count: int, name: str) -> str:
    """
    >>> number_of(1, "clip"), number_of(2, "clip")
    ('1 clip', '2 clips')
    """
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def print_next_steps(recording_id: str, home: Path) -> None:
    err.print(f"\nThe data are in {home}", markup=False)
    err.print(f"Read it again:     reflect show {recording_id}")
    err.print("Open the app:      reflect app")
    err.print(f"Take it along:     reflect export {recording_id} vtt -o gesprek.vtt")


STEP_MARKS = {"done": "✓", "running": "…", "failed": "✗", "stopped": "‖", "interrupted": "‖", "queued": "·"}


def print_status(lines: Sequence[Summary]) -> None:
    rows = []
    for line in lines:
        r = line.recording
        added = f"{r.created_at:%Y-%m-%d}"
        rows.append((r.id, r.title, r.case or "", clock_text(r.duration_ms or 0), added, _steps(line), str(line.versions or "")))
    print_table("", ("id", "title", "case", "length", "added", "steps", "versions"), rows)


def _steps(line: Summary) -> str:
    if line.recording.film_erased_at is not None:
        return f"film erased on {line.recording.film_erased_at:%Y-%m-%d}"
    if line.job is None:
        return "not processed"
    steps = " ".join(_step(s) for s in line.job.steps)
    ended = "" if line.job.state in ("done", "running") else f" ({line.job.state}: process it again to go on)"
    return steps + ended


def _step(step: Step) -> str:
    part = f" {step.progress:.0%}" if step.state == "running" else ""
    return f"{step.name.split()[0]} {STEP_MARKS[step.state]}{part}"


def summary_plain(line: Summary) -> dict[str, Any]:
    """A recording for a program that reads `reflect status --format json`."""
    r, job = line.recording, line.job
    return {
        "id": r.id,
        "title": r.title,
        "case": r.case,
        "created_at": r.created_at.isoformat(),
        "duration_ms": r.duration_ms,
        "language": r.language,
        "speakers": line.speakers,
        "transcript_versions": line.versions,
        "film_erased_at": None if r.film_erased_at is None else r.film_erased_at.isoformat(),
        "media": [{"kind": m.kind, "sha256": m.sha256, "offset_ms": m.offset_ms, "drift_ppm": m.drift_ppm} for m in r.media],
        "state": None if job is None else job.state,
        "error": "" if job is None else job.error,
        "steps": [] if job is None else [{"name": s.name, "state": s.state, "progress": s.progress, "reused": s.reused} for s in job.steps],
    }
