"""Everything about a rendering that is known before it begins: names, keys, texts, lengths. Nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from reflect.model.clip import ClipList
from reflect.rendering import fonts
from reflect.rendering.drawing import CardText
from reflect.rendering.making import identity, recipe
from reflect.rendering.manifest import key_of
from reflect.rendering.planning import Shot
from reflect.rendering.values import CARD_MS, Options, Subtitles
from reflect.rendering.wording import REEL, file_name, one_after_another, question_card, said_in, sound_card, subtitle_files, title_card

SOUND_ONLY_SIZE = (1280, 720)


@dataclass(frozen=True)
class Outline:
    """A clip list, its shots and how they are wanted. `wanted` names every file and the key of what it is made from."""

    clips: ClipList
    shots: Sequence[Shot]
    options: Options

    @cached_property
    def keys(self) -> dict[int, str]:
        """By the number of the clip."""
        return {shot.number: key_of(*recipe(shot, self.options)) for shot in self.shots}

    @cached_property
    def wanted(self) -> dict[str, str]:
        out: dict[str, str] = {}
        for shot in self.shots if self.options.clips else ():
            out[self.name(shot)] = self.keys[shot.number]
            if shot.pictured:
                drawn = self.options.drawn_on(shot.number)
                out[f"{self.base(shot)}.jpg"] = key_of(
                    "still", identity(shot.cameras[0]), shot.clip.span.middle_ms, shot.span.end_ms, *([drawn] if drawn else [])
                )
        if self.options.reel:
            out[f"{REEL}.mp4"] = self._reel_key()
        return out | {name: key_of("subtitles", text) for name, text in self.texts.items()}

    @cached_property
    def texts(self) -> dict[str, str]:
        """The subtitle files by name."""
        if self.options.subtitles is not Subtitles.BESIDE:
            return {}
        said = {shot.number: said_in(shot.material.transcript, shot.span) for shot in self.shots if shot.material.transcript is not None}
        files = [(self.base(shot), said[shot.number]) for shot in self.shots if shot.number in said and self.options.clips]
        if self.options.reel:
            begins = self.begins_ms
            whole = one_after_another([(talk, begins[number]) for number, talk in said.items()], self.length_ms)
            files += [(REEL, whole)] if whole is not None else []
        note = self.options.note or self.options.stamp
        return {base + end: text for base, talk in files if talk.turns for end, text in subtitle_files(talk, note).items()}

    def base(self, shot: Shot) -> str:
        return file_name(shot.number, shot.clip, shot.material.book, self.options.language)

    def name(self, shot: Shot) -> str:
        return self.base(shot) + (".mp4" if shot.pictured else ".m4a")

    @property
    def length_ms(self) -> int:
        """Of the reel."""
        cards = (len(self.shots) + 1) * CARD_MS if self.options.cards else 0
        return cards + sum(shot.span.duration_ms + self.after_ms(shot) for shot in self.shots)

    def after_ms(self, shot: Shot) -> int:
        """How long the card after the clip stands in the reel."""
        return CARD_MS if self.options.after.get(shot.number) else 0

    @property
    def begins_ms(self) -> dict[int, int]:
        """Where each clip begins in the reel, by its number."""
        card_ms = CARD_MS if self.options.cards else 0
        at, out = card_ms, {}
        for shot in self.shots:
            out[shot.number] = at + card_ms
            at += card_ms + shot.span.duration_ms + self.after_ms(shot)
        return out

    def _reel_key(self) -> str:
        cards = [self.title, *(self.question(shot) for shot in self.shots)] if self.options.cards else []
        cards += [self.after(shot) for shot in self.shots if self.after_ms(shot)]
        return key_of("reel", list(self.keys.values()), cards, [self.sound(shot) for shot in self.shots if not shot.pictured])

    @property
    def title(self) -> CardText:
        return self._stamped(title_card(self.clips.title, len(self.shots), self.options.language))

    def question(self, shot: Shot) -> CardText:
        return self._stamped(question_card(shot.number, len(self.clips.clips), shot.clip, shot.material.book, self.options.language))

    def after(self, shot: Shot) -> CardText:
        """The card after the clip."""
        return replace(self.question(shot), text=self.options.after[shot.number])

    def sound(self, shot: Shot) -> CardText:
        """What stands on screen while only sound is heard."""
        card = sound_card(shot.number, len(self.clips.clips), shot.clip, shot.material.book, self.options.language)
        return replace(card, foot=self.options.stamp_of(shot.number))

    def _stamped(self, card: CardText) -> CardText:
        return replace(card, foot=self.options.stamp)

    @property
    def size(self) -> tuple[int, int]:
        """The size that most of the reel's time has already."""
        times: dict[tuple[int, int], int] = {}
        for shot in self.shots:
            video = shot.info.video
            if video is not None and len(shot.cameras) == 1:
                size = (-(-video.width // 2) * 2, -(-video.height // 2) * 2)
                times[size] = times.get(size, 0) + shot.span.duration_ms
        return max(times, key=lambda size: times[size], default=SOUND_ONLY_SIZE)

    @property
    def rate(self) -> Fraction:
        """Pictures a second of the cards."""
        rates = [shot.info.video.fps or 25.0 for shot in self.shots if shot.info.video is not None]
        return Fraction(min(60.0, max(rates, default=25.0))).limit_denominator(1001)

    def letters(self) -> list[str]:
        """What to tell a person about signs that no font here has."""
        drawn = [self.title, *(self.question(shot) for shot in self.shots)] if self.options.cards and self.options.reel else []
        text = self.options.stamp + "".join(self.options.stamps.values()) + "".join(card.above + card.heading + card.text for card in drawn)
        for shot in self.shots:
            if self.options.subtitles is Subtitles.BURNED and shot.material.transcript is not None:
                text += "".join(word.text for word in said_in(shot.material.transcript, shot.span).words)
        said = fonts.warning(text)
        return [said] if said else []
