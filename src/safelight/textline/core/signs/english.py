"""Signs in English. Wording is our own, compiled 2026-11; the kinds of sign follow published practice.

Sources of the kinds: suicide ladder of ideation, plan, means and time (Columbia scale; crisis text services publish
that they score the opening messages on it); strangulation, weapons, threats to kill and escalation as signs of lethal
danger (Danger Assessment, Campbell 2003); held papers, debt, withheld pay, watched phone as signs of trafficking (ILO
indicators of forced labour, 2012). No row speaks of what people do for money: only of force, fear, harm and need.
"""

from __future__ import annotations

from safelight.textline.core.sign import written_out
from safelight.textline.core.signs.english_danger import DANGER
from safelight.textline.core.signs.english_need import NEED
from safelight.textline.core.signs.english_rest import REST

MACROS = {
    "KIN": "boyfriend|girlfriend|husband|wife|partner|ex|father|dad|stepdad|stepfather|stepmom|mother|mom|uncle|aunt"
    "|brother|cousin|roommate|landlord|neighbor",
    "BOSS": "boss|manager|employer|supervisor|recruiter|driver|pimp|ex pimp|trafficker|captor|owner|smuggler|lady"
    "|family|gang",
    "MAN": "man|guy|men|guys|person|people|individual|dude|stranger|woman|couple|gunman",
    "OWN": "(?:my|the|this|that|these|those|some|a|an|one|two|three|four|his|her|our|their)(?: \\w+){0,2}?",
    "HE": "he|she|they|it|who|someone|somebody|one of them|everyone|<OWN> (?:<KIN>|<BOSS>|<MAN>)",
    "ME": "me|us|myself|my (?!homework|back|feet|head)\\w+(?: \\w+)?|our \\w+|her(?: \\w+)?|him|them|himself|herself"
    "|someone|a (?:girl|boy|kid|child|woman)",
    "HITTING": "hitting|beating|punching|kicking|choking|strangling|hurting|slapping|attacking|burning|stabbing"
    "|shooting|smacking|torturing|assaulting|abusing|swinging at",
    "HIT": "hit|beat|punch|kick|choke|strangle|hurt|slap|attack|burn|stab|shoot|smack|torture|harm|assault",
    "HITS": "hits|beats|punches|kicks|chokes|hurts|slaps|attacks|burns|smacks|pushes|shoves|harms|abuses",
    "DID": "hit|beat|punched|kicked|choked|strangled|hurt|slapped|attacked|burned|stabbed|shot|smacked|assaulted"
    "|pushed|shoved|grabbed|threw",
    "KILL": "kill|shoot|stab|murder|bury|strangle|drown|burn|hurt|harm|beat|end",
    "WILL": "will|is going to|are going to|going to|would|gets to|wants to|want to|is trying to|are trying to"
    "|trying to|tried to|threatened to|threatens to|threatening to|is about to|about to|might|could|swore to",
    "WEAPON": "gun|guns|pistol|rifle|shotgun|firearm|knife|knives|machete|weapon|weapons|bat|blade|axe|hammer|razor"
    "|lighter|gasoline",
    "SOON": "now|right now|tonight|today|this minute|soon|in an hour|in a minute|any minute|any moment|any second"
    "|at midnight|before he|when he (?:gets|comes)|as i write|in \\d+ (?:min|mins|minutes|hours?)",
    "LET": "let|allow|permit|release|letting|allowing",
    "THING": "house|room|apartment|motel|hotel|basement|closet|bathroom|car|van|truck|trunk|building|place|warehouse"
    "|trailer|shed|garage|bedroom|attic|cellar|residence|container|home",
    "COPS": "police|cops|cop|officer|officers|ambulance|sheriff|911",
    "PAPERS": "passport|passports|papers|paperwork|documents|document|id|ids|visa|green card|license|identification"
    "|identification documents|birth certificate",
    "PAY": "money|pay|paycheck|paychecks|wages|wage|earnings|cash|salary|tips|income|everything i (?:earn|make)",
    "GAP": "(?: \\w+){0,3}",
}

SIGNS = written_out((*DANGER, *NEED, *REST), MACROS)
