"""`reflect teach`: sets of clips for teaching, what is made of them and for whom, and what trainees pressed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from reflect import options
from reflect.cli.base import app, opened, print_json
from reflect.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from reflect.store.database import Store
    from reflect.teaching import MadeOf, SetFile, SetLine, ShownClip

teach = typer.Typer(no_args_is_help=True, help="Teaching sets: masked clips for somebody and until a day. Nothing in them is anonymous.")
app.add_typer(teach, name="teach")

Set = Annotated[str, typer.Argument(metavar="SET", help="A set's id, its first letters, or its title; reflect teach list lists them.")]
Goal = Annotated[str, typer.Option("--goal", help="What is to be learnt.", show_default=False)]
Audience = Annotated[str, typer.Option("--audience", help="Who it is for.", show_default=False)]
AskTheme = Annotated[bool, typer.Option("--ask-theme", help="Trainees who spot a moment say which theme it is, too.")]
Fragment = Annotated[str, typer.Option("--fragment", help="A tagged fragment by its id, or first letters.", show_default=False)]
Theme = Annotated[str, typer.Option("--theme", help="The theme's code; left out, the fragment's.", show_default=False)]
Question = Annotated[str, typer.Option("--question", help="What is asked about the clip.", show_default=False)]
Answer = Annotated[str, typer.Option("--answer", help="The answer, for the trainer.", show_default=False)]
Handle = Annotated[float, typer.Option("--handle", min=0, max=60, help="Seconds of film before and after.")]
Feedback = Annotated[bool, typer.Option("--feedback/--no-feedback", help="With the client's own words, where the client agreed.")]
What = Annotated[
    str, typer.Option("--what", help="Single clips, one reel of all, or a pack to open in a browser.", metavar="clips|reel|pack")
]
For = Annotated[str, typer.Option("--recipient", help="Who it is for. It stands in every picture.", show_default=False)]
Until = Annotated[str, typer.Option("--until", help="The last day on which it may be used; left out, a month from now.", metavar="DAY")]
Target = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="A name that ends in .zip makes a zip, any other a folder. Left out: in the data folder."),
]
Voice = Annotated[float, typer.Option("--voice", help="Pitch and formants times this, 0.7 to 1.4; 1 leaves the voices as they are.")]
Answers = Annotated[bool, typer.Option("--answers", help="Take the trainer's answers along.")]
Encrypt = Annotated[bool, typer.Option("--encrypt", help="Encrypt the zip (AES-256) with a passphrase that is made up and shown once.")]
Language = Annotated[str, typer.Option("--language", help="The language of cards and page.", metavar="nl|en")]
VoiceOf = Annotated[
    list[str] | None, typer.Option("--voice-of", help="Move the voice of this person only, by pseudonym; may be given more than once.")
]


@teach.command(name="list")
def list_sets(format: options.TableFormat = "table") -> None:
    """List the sets: how many clips, how many of them are refused, and until when each is confirmed."""
    from reflect import teaching, terminal
    from reflect.store import consents
    from reflect.store.account import account

    as_json = options.table_or_json(format)
    with opened() as store:
        lines = teaching.sets(store, account(), date.today(), consents.closed(store, account()))
    if as_json:
        print_json([_line(line) for line in lines])
    elif lines:
        rows = [tuple(str(value) for value in _line(line).values()) for line in lines]
        terminal.print_table("", tuple(_line(lines[0])), rows)
    else:
        terminal.out.print("There are no teaching sets yet. Make one: reflect teach new TITLE", markup=False)


def _line(line: SetLine) -> dict[str, Any]:
    until = line.set.good_until()
    return {
        "id": line.set.id[:8],
        "title": line.set.title,
        "clips": line.clips,
        "refused": line.refused,
        "watched": line.spottings,
        "confirmed until": until.isoformat() if until else "",
        "state": "closed" if line.set.closed else "to confirm" if line.stale else "open",
    }


@teach.command(epilog="Example:  reflect teach new 'Weerstand herkennen' --goal 'Het moment zien' --audience 'Nieuwe klantmanagers'")
def new(
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What the set is called.")],
    goal: Goal = "",
    audience: Audience = "",
    ask_theme: AskTheme = False,
) -> None:
    """Make a set."""
    from reflect import terminal

    with opened() as store:
        made = _done(store, "", "set", "add", title=title, goal=goal, audience=audience, ask_theme=ask_theme)
    terminal.out.print(f"{made.id[:8]}   {made.title}", markup=False)


@teach.command(
    epilog="Examples:  reflect teach add 4a37 r7k --fragment 91c2 --question 'Wat zie je?'   |   "
    "reflect teach add 4a37 r7k --from 1:00 --to 1:30"
)
def add(
    wanted: Set,
    id: options.Id,
    fragment: Fragment = "",
    start: options.Start = None,
    end: options.End = None,
    theme: Theme = "",
    question: Question = "",
    answer: Answer = "",
    handle: Handle = 0.0,
    feedback: Feedback = False,
) -> None:
    """Add a clip: a tagged fragment, or a stretch of film. Says at once who has not agreed to teaching."""
    from reflect import teaching, terminal
    from reflect.cli.base import recording_for
    from reflect.model.teaching import TeachingClip
    from reflect.store import fragments
    from reflect.store import teaching as rows

    span = options.part(start, end)
    if not fragment and span is None:
        raise UsageError("Name a fragment with --fragment, or a stretch of film with --from and --to.")
    with opened() as store:
        recording, found = recording_for(store, id), teaching.find_set(store, wanted)
        tagged = [f for f in fragments.of_recording(store, recording.id) if fragment and f.id.startswith(fragment.lower())]
        if fragment and len(tagged) != 1:
            raise UsageError(f"{fragment[:40]!r} is not one fragment of {recording.id}. See: reflect tags {recording.id} --format json")
        places = [c.place for c in rows.of(store, TeachingClip, found.id)]
        fields: dict[str, Any] = {"recording_id": recording.id, "place": max(places, default=0.0) + 1, "feedback": feedback}
        fields |= {"question": question, "answer": answer, "before_ms": round(handle * 1000), "after_ms": round(handle * 1000)}
        fields |= {"fragment_id": tagged[0].id} if tagged else {}
        fields |= {"span": [span.start_ms, span.end_ms]} if span is not None else {}
        fields |= {"theme": theme} if theme else {}
        made = _done(store, found.id, "clip", "add", **fields)
        file = file_of(store, found.id)
    _print_clip(next(s for s in file.clips if s.clip.id == made.id))
    terminal.err.print(f"Added to {found.title}: {terminal.number_of(len(file.clips), 'clip')}.", markup=False)


@teach.command(epilog="Examples:  reflect teach show 4a37   |   reflect teach show 4a37 --format json")
def show(wanted: Set, format: options.TableFormat = "table") -> None:
    """Show a set: its clips, for each who has not agreed to what, and what was made of it for whom."""
    from reflect import teaching, terminal

    as_json = options.table_or_json(format)
    with opened() as store:
        file = file_of(store, teaching.find_set(store, wanted).id)
    if as_json:
        print_json(_plain(file))
        return
    found, until = file.set, file.set.good_until()
    terminal.out.print(f"{found.title}   {found.id[:8]}", markup=False)
    for name, text in (("goal", found.goal), ("audience", found.audience), ("confirmed until", until.isoformat() if until else "")):
        if text:
            terminal.out.print(f"{name}: {text}", markup=False)
    for shown in file.clips:
        _print_clip(shown)
    for making in file.makings:
        state = "erased" if making.erased_at else "in the data folder" if making.folder else "elsewhere"
        last = f" until {making.expires_on}" if making.expires_on else ""
        terminal.out.print(f"{making.at:%Y-%m-%d} {making.what} for {making.recipient}{last} ({state})", markup=False)
    if file.stale:
        terminal.err.print(f"Nobody confirmed it for a year, so nothing is made of it. Type: reflect teach confirm {found.id[:8]}")


@teach.command()
def confirm(wanted: Set) -> None:
    """Say that a set may still be used; it is asked again after a year. Answers of people are asked again by reflect retention."""
    from reflect import teaching, terminal

    with opened() as store:
        found = teaching.find_set(store, wanted)
        kept = _done(store, found.id, "set", "update", id=found.id, confirmed_on=date.today().isoformat())
    terminal.out.print(f"{kept.title}: may be used until {kept.good_until()}.", markup=False)


@teach.command(
    epilog="Examples:  reflect teach make 4a37 --recipient 'Academie voorjaar' --until 2027-06-30 -o leerset.zip --encrypt   |   "
    "reflect teach make 4a37 --what reel --recipient 'Team Noord' -o reel"
)
def make(
    wanted: Set,
    recipient: For,
    what: What = "pack",
    until: Until = "",
    output: Target = None,
    voice: Voice = 1.0,
    voice_of: VoiceOf = None,
    feedback: Feedback = True,
    answers: Answers = False,
    encrypt: Encrypt = False,
    language: Language = "nl",
    force: options.Force = False,
    quiet: options.Quiet = False,
) -> None:
    """Make masked films, a reel or a pack, for somebody and until a day. It is written down who gets it. Masked, not anonymous."""
    from reflect import teaching, terminal
    from reflect.model.teaching import Made
    from reflect.pack import new_passphrase
    from reflect.serving.calls import viewer_of
    from reflect.store import consents
    from reflect.store.account import account

    options.one_of(what, tuple(Made), "--what")
    passphrase = new_passphrase() if encrypt else None
    with opened() as store:
        more = {"voice": voice, "voices": _voices(store, voice_of or []), "passphrase": passphrase, "force": force}
        wish = teaching.Wish(Made(what), recipient, _day(until), language, feedback, answers, **more)  # type: ignore[arg-type]
        found, reporter = teaching.find_set(store, wanted), terminal.BarReporter(quiet)
        with reporter.recording(""), reporter.step(what) as follow:
            closed = consents.closed(store, account())
            made = teaching.make(store, found.id, wish, output, follow, viewer=viewer_of(store).name, closed=closed)
    _print_made(made)
    if passphrase is not None:
        terminal.err.print("The passphrase, shown only now. Give it to the recipient by another way than the zip:", markup=False)
        print(passphrase)


# ---- parts ------------------------------------------------------------------------------------


def _voices(store: Store, pseudonyms: list[str]) -> frozenset[str] | None:
    """The persons of these pseudonyms; None for nobody in particular. NotFoundError for one who is not there."""
    from reflect.store import consents

    there = {person.pseudonym.casefold(): person.id for person in consents.persons(store)}
    for name in pseudonyms:
        if name.strip().casefold() not in there:
            raise NotFoundError(f"There is no person {name[:40]!r}. Type reflect consent show with a recording to see who there is.")
    return frozenset(there[name.strip().casefold()] for name in pseudonyms) if pseudonyms else None


def file_of(store: Store, set_id: str) -> SetFile:
    from reflect import teaching
    from reflect.serving.calls import viewer_of
    from reflect.store import consents
    from reflect.store.account import account

    return teaching.set_file(store, set_id, viewer_of(store).name, date.today(), consents.closed(store, account()))


def _done(store: Store, set_id: str, what: str, do: str, *, id: str = "", **fields: object) -> Any:
    """Do one operation in a set, or begin one (`set_id` ""); the thing as it is now. UsageError for one that was not stored."""
    from reflect import teaching
    from reflect.serving.calls import viewer_of

    op = {"what": what, "op": str(uuid4()), "do": do, "id": id or str(uuid4()), **fields}
    who = viewer_of(store).name
    (ack,) = teaching.apply(store, set_id, [op], who) if set_id else teaching.begin(store, [op], who)
    if ack.status != "stored":
        raise UsageError(f"That cannot be kept: {ack.why.replace('_', ' ')}. Nothing was changed.")
    return ack.thing


def _day(text: str) -> date:
    if not text:
        return date.today() + timedelta(days=30)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--until {text[:20]!r} is no day. Write it as 2027-06-30.") from None


def _print_clip(shown: ShownClip) -> None:
    from reflect import terminal
    from reflect.model.span import clock_text

    clip, span = shown.clip, shown.decision.shown
    where = f"{clip.recording_id} {clock_text(span.start_ms)}-{clock_text(span.end_ms)}" if span is not None else "gone or closed"
    terminal.out.print(f"{shown.number}. {where}   {clip.theme}".rstrip(), markup=False)
    if span is not None and clip.question:
        terminal.out.print(f"   {clip.question}", markup=False)
    for reason in shown.decision.reasons:
        who = f"{reason.pseudonym} ({reason.role}): " if reason.pseudonym else ""
        lacks = f"; not masked: {', '.join(reason.lacks)}".replace("_", " ") if reason.lacks else ""
        terminal.out.print(f"   refused: {who}{reason.why.replace('_', ' ')}{lacks}", markup=False)


def _print_made(made: MadeOf) -> None:
    from reflect import terminal

    count = terminal.number_of(made.clips, "clip")
    what = "It is masked, not anonymous." if made.masked else "Nothing in it had to be hidden: everybody is seen and heard."
    last = f"{made.path}   {count}, for {made.making.recipient} until {made.making.expires_on}. {what}"
    terminal.out.print(last, markup=False, soft_wrap=True)
    for gap in made.gaps:
        terminal.err.print(f"Note: clip {gap.number} stayed out: {', '.join(gap.reasons).replace('_', ' ')}.", markup=False)
    for warning in made.warnings:
        terminal.err.print(f"Note: {warning}", markup=False, soft_wrap=True)


def _plain(file: SetFile) -> dict[str, Any]:
    """For a program. Of a recording that is gone or closed, no words of the trainer either."""
    clips = [
        {
            "number": s.number,
            "id": s.clip.id,
            "recording": s.clip.recording_id,
            "shown": [s.decision.shown.start_ms, s.decision.shown.end_ms] if s.decision.shown is not None else None,
            "theme": s.clip.theme,
            "question": s.clip.question if s.decision.shown is not None else "",
            "allowed": s.decision.allowed,
            "reasons": [{"why": r.why, "person": r.pseudonym, "role": r.role, "lacks": list(r.lacks)} for r in s.decision.reasons],
        }
        for s in file.clips
    ]
    makings = [
        {
            "at": m.at.isoformat(),
            "what": m.what,
            "recipient": m.recipient,
            "expires_on": m.expires_on.isoformat() if m.expires_on else None,
            "disclosure": m.disclosure,
            "sha256": m.sha256,
            "erased": m.erased_at is not None,
        }
        for m in file.makings
    ]
    found = file.set
    head = {
        "id": found.id,
        "title": found.title,
        "goal": found.goal,
        "audience": found.audience,
        "stale": file.stale,
        "closed": found.closed,
    }
    return head | {"clips": clips, "makings": makings}
