"""What people put on the film: tags, clips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reflect import options
from reflect.cli.base import Handing, app, deliver, hand_out, opened, recording_for, require_free
from reflect.errors import UsageError

if TYPE_CHECKING:
    from reflect.exchange.clip_losses import Loss
    from reflect.model.clip import ClipList
    from reflect.store.database import Store

CLIPS_EXAMPLES = (
    "Examples:  reflect clips r7k   |   reflect clips r7k Contact -o contact.xspf   (for VLC)   |   "
    "reflect clips r7k Contact -o contact.edl   (also .fcpxml, .otio, .m3u, .csv and .json)   |   "
    "reflect clips 4a37 --session -o sessie.xspf"
)


@app.command(epilog="Example:  reflect tags r7k --format csv > tags.csv")
def tags(id: options.Id, format: options.TagsFormat = "table", recipient: options.Recipient = "") -> None:
    """List the fragments that people tagged on a recording, and their observations."""
    from reflect import tagging, terminal
    from reflect.codebook import changes
    from reflect.exchange import fragments
    from reflect.store import codebooks

    options.one_of(format, ("table", *fragments.LOSSES))
    with opened() as store:
        recording = recording_for(store, id, format)
        found = tagging.fragments(store, recording.id)
        book = codebooks.to_read(store, recording)
        if format != "table":
            data = fragments.dumps(found, format, recording.id, book).encode("utf-8", "replace")
            hand_out(store, data, Handing("tags", format, [recording.id], recipient))
    if format == "table":
        terminal.print_tags(found, book)
    if book.themes:
        terminal.print_older(changes(book, found), recording.id)
    else:
        terminal.err.print(f"The codebook {book.id} cannot be used, so codes stand as they are. See: reflect codebooks", markup=False)


@app.command(epilog=CLIPS_EXAMPLES)
def clips(
    id: options.RecordingOrSession,
    wanted: options.ClipList = None,
    format: options.ClipsFormat = None,
    session: options.OfSession = False,
    output: options.Output = None,
    force: options.Force = False,
    recipient: options.Recipient = "",
) -> None:
    """List the clip lists of a recording, or the clips of a list or session; write one for a spreadsheet, a player, an editing program."""
    from reflect import codebook, exporting, terminal
    from reflect.exchange import clip_lists as formats
    from reflect.serving.calls import viewer_of
    from reflect.store import clip_lists, codebooks, recordings

    format = format or (output and formats.format_of(output)) or "table"
    options.one_of(format, ("table", *formats.LOSSES))
    if output and format == "table":
        raise UsageError(f"{output.name} does not tell its format. End the name in {' '.join(formats.ENDINGS)}, or add --format.")
    require_free(output, force)
    with opened() as store:
        if session:
            found, left = _of_session(store, id)
        else:
            recording = recordings.get(store, id)
            if wanted is None and format == "table":
                terminal.print_clip_lists(clip_lists.of_recording(store, recording.id), recording.id)
                return
            found, left = clip_lists.find(store, recording.id, wanted), []
        book = codebooks.to_read(store, found.clips[0].recording_id) if found.clips else codebook.load()
        if format == "table":
            terminal.print_clips(found, exporting.sources(store, found), book)
            return
        made = exporting.clip_list(store, found, format, viewer_of(store).name, book=book, recipient=recipient)
    deliver(made.data, output, format, formats.LOSSES[format])
    terminal.print_lost([*left, *made.losses])


def _of_session(store: Store, wanted: str) -> tuple[ClipList, list[Loss]]:
    """The clips of a session, and how many of them have no recording any more."""
    from reflect import reflection
    from reflect.exchange.clip_losses import Loss

    file = reflection.find_session(store, wanted)
    found = reflection.clip_list(file)
    left = len(file.clips) - len(found.clips)
    return found, [Loss("left", {"n": left})] if left else []
