"""Names that are also everyday words, and words with a capital that are no names."""

from __future__ import annotations

EVERYDAY = frozenset(
    """
    appel arend baan bakker baas bas beek ben berg beuk bloem bloemen blom boer bok boom boon bos bot bouwman brand bron brouwer brug
    bruin buur dam dag dekker dijk does duif eik ernst faber fleur geest geel gerecht goud graaf grim groen groot haan haas hand hart
    haven heer hein heuvel hoek hof holland hoop hout iris jager jansen jong joy kamp kapper kater keizer kerk kerst kip klaver klein klerk
    kok koning kool koper korte kraai krijger kroon kuiper kuip lam land lang lange leeuw lelie lente lief linde los luit maas man mark
    meer mees mei meijer melk mol molen morgen mulder muis nacht noor olie oost oude paal paars pan parel post prins pruim raad regen rood
    roos rot rozen schaap schipper schilder schouten slager sluis smid smit smits snel soldaat sophie stam steen ster stern sterk stok storm
    straat strand tak timmer timmerman tol tuin valk veen veld vis visser vlam vlieger vogel voet vos vrede vriend vroom water weg wel wil
    wind winter wit witte wolf wolk zand zee zeeman zomer zon zwaan zwart zwarte amber april august christen daan dorst engel grace hope
    juni juli kant klaas max mette mies mick olijf pleun puck roosje rozemarijn sam toon vera wouter zoë
    """.split()
)
"""Surnames and first names that are words of every day. As a proposal they are unsure unless something says that they are names."""

CAPITALS = frozenset(
    """
    nederland nederlands nederlandse nederlander nederlanders engels engelse duits duitse duitsland frans franse frankrijk turks turkse
    turkije marokkaans marokkaanse marokko syrie syrisch syrische arabisch arabische oekraine oekraiens oekraiense pools poolse polen
    surinaams surinaamse suriname belgie spaans spaanse spanje italiaans italie afghanistan iran irak eritrea somalie europa europees
    europese amerika god allah jezus kerstmis kerst pasen ramadan suikerfeest sinterklaas corona internet whatsapp google facebook
    youtube teams zoom word excel facetime instagram marktplaats digid participatiewet wajong ww wia wmo uwv svb cwi ggz rmo mbo hbo hb ok
    tv dvd sms pdf cv pgb bijstand kijkwijzer ziektewet jeugdwet gemeente u uw ik maandag dinsdag woensdag donderdag vrijdag zaterdag
    zondag januari februari maart april mei juni juli augustus september oktober november december
    """.split()
)
"""Countries, languages, days, laws and programs, folded: no reason to think of a person."""

TITLES = frozenset(
    """
    meneer mevrouw mijnheer dhr mevr mw dokter dr drs mr ing ir prof professor dominee juffrouw juf meester zuster broeder oom tante opa oma
    familie fam
    """.split()
)
"""What is said before a name and stays when the name goes."""

INTRODUCED = frozenset("heet heette noem genaamd naam".split())
"""Words after which a name is likely."""

LINKS = frozenset("van de der den het ter ten te in op aan 't la le el al bin ben ould von di da do dos du".split())
"""Words within surnames: alone they are nobody's name."""
