"""The one normalisation of text before words are counted. It is stated with every figure.

What it does, on reference and recognised text alike:

1. small letters; letters with accents composed (NFC) and kept: "één" is not "een";
2. curly and grave apostrophes become straight ones. One stays inside a word ("zo'n", "foto's") and before
   the Dutch clitics 's 't 'n 'k 'm 'r 'd; quotation marks go;
3. a hyphen or dash divides words: "zwart-wit" counts as two, "e-mail" is not "email";
4. digits stay digits. A full stop before exactly three digits (1.250) is taken out; a comma, colon or full
   stop between other digits stays (3,5 and 10:30). Number words are not turned into digits, nor back:
   "twee" against "2" is an error, so write a reference the way the recogniser writes numbers;
5. all other punctuation and symbols (. , ? ! … % € & /) become white space.

It takes no fillers out ("eh", "hm"), maps no spelling variants, and knows no marks of transcribers:
take "[lacht]" or "ggg" out of a reference first.
"""

from __future__ import annotations

import re
import unicodedata

SUMMARY = "small letters, punctuation off, hyphens divide, accents, digits and Dutch apostrophes kept, number words as they are"

# Letters and digits, with the marks that have no composed form (Latin, Hebrew, Arabic).
_L = r"(?:[^\W_]|[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u064b-\u065f\u0670])"
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘‛ʼ`´", "'"))
_THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")
_WORD = re.compile(rf"'[stnkmrd](?!{_L})|{_L}+(?:'{_L}+|(?<=\d)[.,:](?=\d){_L}+)*")


def normalise(text: str) -> tuple[str, ...]:
    """The words of `text` that are compared. Normalising what came out again changes nothing.

    >>> normalise("’s Morgens om 10:30, zo'n zwart-wit foto: € 1.250!")
    ("'s", 'morgens', 'om', '10:30', "zo'n", 'zwart', 'wit', 'foto', '1250')
    """
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower()).translate(_APOSTROPHES)
    return tuple(_WORD.findall(_THOUSANDS.sub("", plain)))
