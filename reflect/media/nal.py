"""H.264 as bytes: the units a packet is made of, and the parameter sets that tell a decoder how to read them.

Sources: ITU-T H.264 (7.3.1 units, 7.3.2 parameter sets, 9.1 Exp-Golomb) and ISO/IEC 14496-15 (`avcC`, units with their length in
front). Pure: bytes in, bytes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SLICE, SLICE_A, IDR, SEI, SPS, PPS, DELIMITER, FILLER = 1, 2, 5, 6, 7, 8, 9, 12
_SAID_ELSEWHERE = {SEI, SPS, PPS, DELIMITER, FILLER}
"""Units that a copied picture does without. Cameras write place and time in SEI, encoders their settings."""
_HIGH = {100, 110, 122, 144, 244}
"""Profiles after which `avcC` carries the format of the colours."""
HIGHEST_ID = 31


@dataclass(frozen=True, slots=True)
class Sets:
    """What `avcC` holds: profile, compatibility and level, bytes of a length, and the parameter sets (with their headers)."""

    profile: bytes
    length_size: int
    sps: tuple[bytes, ...]
    pps: tuple[bytes, ...]

    @property
    def ids(self) -> set[int]:
        """Every number that a sequence or picture parameter set here goes by."""
        return {set_id(unit) for unit in (*self.sps, *self.pps)}


def kind(unit: bytes) -> int:
    return unit[0] & 31 if unit else 0


def units(packet: bytes, length_size: int = 4) -> Iterator[bytes]:
    """The units of a packet that has their length in front. ValueError where the lengths do not add up."""
    at = 0
    while at < len(packet):
        size = int.from_bytes(packet[at : at + length_size], "big")
        at += length_size
        if size <= 0 or at + size > len(packet):
            raise ValueError("a unit is longer than its packet")
        yield packet[at : at + size]
        at += size


def units_of_stream(data: bytes) -> Iterator[bytes]:
    """The units of a packet in the form with start codes (Annex B), as encoders write it."""
    at = data.find(b"\0\0\1")
    while at >= 0:
        following = data.find(b"\0\0\1", at + 3)
        unit = data[at + 3 : following if following >= 0 else len(data)]
        # A start code may be four bytes long; a unit never ends in zero.
        yield unit.rstrip(b"\0") if following >= 0 else unit
        at = following


def packed(found: Iterable[bytes]) -> bytes:
    """A packet of these units, each with its length in four bytes in front; only those that belong to the picture."""
    return b"".join(len(unit).to_bytes(4, "big") + unit for unit in found if kind(unit) not in _SAID_ELSEWHERE)


def starts_anew(packet: bytes, length_size: int) -> bool:
    """Whether the picture is an IDR: nothing after it needs anything before it."""
    return any(kind(unit) == IDR for unit in units(packet, length_size))


def parameter_sets(packet: bytes, length_size: int) -> set[bytes]:
    """Parameter sets that travel inside a packet."""
    return {unit for unit in units(packet, length_size) if kind(unit) in (SPS, PPS)}


def set_id(unit: bytes) -> int:
    """The number of a sequence or picture parameter set."""
    payload = unit[1:].replace(b"\0\0\3", b"\0\0")
    return _golomb(payload[3:] if kind(unit) == SPS else payload)


def _golomb(data: bytes) -> int:
    """The first unsigned Exp-Golomb number of `data`.

    >>> [_golomb(bytes([b])) for b in (0b1000_0000, 0b0100_0000, 0b0110_0000, 0b0010_0000)]
    [0, 1, 2, 3]
    """
    bits = int.from_bytes(data[:8].ljust(8, b"\0"), "big")
    zeros = 64 - bits.bit_length()
    if zeros > 31:
        raise ValueError("not a parameter set")
    return (bits >> (64 - 2 * zeros - 1)) - 1


def read_avcc(extradata: bytes) -> Sets:
    """`avcC` (ISO/IEC 14496-15, 5.3.3.1). ValueError when it is something else."""
    if len(extradata) < 7 or extradata[0] != 1:
        raise ValueError("not avcC")
    at, found = 5, []
    for mask in (31, 255):
        if at >= len(extradata):
            raise ValueError("avcC is cut off")
        count, at, sets = extradata[at] & mask, at + 1, []
        for _ in range(count):
            size = int.from_bytes(extradata[at : at + 2], "big")
            unit = extradata[at + 2 : at + 2 + size]
            if not size or len(unit) != size:
                raise ValueError("avcC is cut off")
            sets.append(unit)
            at += 2 + size
        found.append(tuple(sets))
    return Sets(extradata[1:4], (extradata[4] & 3) + 1, *found)


def write_avcc(sets: Sets) -> bytes:
    """`avcC` for packets with lengths of four bytes, 8 bits a colour, colours at half the size (4:2:0)."""
    out = bytearray(b"\1" + sets.profile + b"\xff")
    out.append(0xE0 | len(sets.sps))
    for unit in sets.sps:
        out += len(unit).to_bytes(2, "big") + unit
    out.append(len(sets.pps))
    for unit in sets.pps:
        out += len(unit).to_bytes(2, "big") + unit
    if sets.profile[0] in _HIGH:
        out += b"\xfd\xf8\xf8\0"
    return bytes(out)


def sets_of_encoder(extradata: bytes) -> Sets:
    """The parameter sets in an encoder's header with start codes."""
    found = list(units_of_stream(extradata))
    sps = tuple(unit for unit in found if kind(unit) == SPS)
    if not sps:
        raise ValueError("the encoder gave no parameter sets")
    return Sets(sps[0][1:4], 4, sps, tuple(unit for unit in found if kind(unit) == PPS))


def joined(first: Sets, *others: Sets) -> Sets:
    """All parameter sets together, each once. ValueError where one number stands for two different sets.

    Profile and level are the highest of them, so that no player takes on more than it can.
    """
    sps, pps = list(first.sps), list(first.pps)
    for other in others:
        sps += [unit for unit in other.sps if unit not in sps]
        pps += [unit for unit in other.pps if unit not in pps]
    for sets in (sps, pps):
        if len({set_id(unit) for unit in sets}) != len(sets):
            raise ValueError("two parameter sets go by one number")
    highest = max((s.profile for s in (first, *others)), key=lambda profile: (profile[0], profile[2]))
    level = max(s.profile[2] for s in (first, *others))
    return Sets(bytes([highest[0], highest[1], level]), 4, tuple(sps), tuple(pps))


def free_id(sets: Sets) -> int:
    """A number that no parameter set here has. ValueError when all are taken."""
    free = [number for number in range(HIGHEST_ID, 0, -1) if number not in sets.ids]
    if not free:
        raise ValueError("all numbers of parameter sets are taken")
    return free[0]


def stripped(data: bytes) -> bytes:
    """An encoder's packet in the form with start codes, with only the units that belong to the picture."""
    return b"".join(b"\0\0\0\1" + unit for unit in units_of_stream(data) if kind(unit) not in _SAID_ELSEWHERE)
