"""Word stock of the second world: sentence patterns with synonym slots, in a hand other than the demo world's.

A pattern is text with `{a|b|c}` choices; a *draft* fixes which patterns stand in which order, a *habit* fixes the
choice of each slot, so that one writer repeats herself and a paraphrase keeps the skeleton and changes the choices.
Everything is plain and invented; everybody in it is an adult.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

OPENINGS = (
    "{Hi|Hey|Hello} {there|everyone|all}, {name} {on this side|writing to you|speaking}.",
    "{You've found|This is|Meet} {name}, {calm|bright|warm|witty} and {easy to talk to|good company|never in a hurry}.",
    "I {go by|am called|answer to} {name} and I {keep things simple|love slow afternoons|like people who read}.",
    "{name} {here|again|once more}: {unhurried|polite|cheerful} {company|meetings|visits} for {grown-ups|adults}.",
    "My name's {name}. {Nice to meet you|Glad you looked|Thanks for reading}.",
    "{name} *** {new photos|updated hours|back from holiday}.",
    "{Looking for|Want|Fancy} {an evening|a few hours|an afternoon} off? Ask for {name}.",
    "{name}. {Tall|Small|Curly-haired|Quiet|Talkative} and {kind|frank|curious}.",
)
MIDDLES = (
    "{Evenings|Mornings|Late afternoons} {suit me best|are when I'm free}, {weekends|Sundays} {by request|too}.",
    "I {enjoy|love|like} {old films|long dinners|jazz records|board games} and {bad puns|good tea|rain}.",
    "{A clean|A tidy|A quiet} place {near the park|close to the station|with easy parking|above a bakery}.",
    "{Please be|Kindly be|Do be} {on time|well mannered|freshly showered} and {we will get along|all goes well}.",
    "{Respect|Courtesy|Good manners} {goes|go|takes you} {a long way|both ways|first}.",
    "I {take|pick|choose} {one visitor|two visitors|few people} a {day|night} and {never rush|keep it relaxed}.",
    "{No|Sorry, no} {calls from hidden numbers|long chats|last-minute plans}, {thank you|please}.",
    "{Students of life|Shy people|First-timers} are {welcome|very welcome|as welcome as regulars}.",
    "I've {lived|worked} {here|in this town} {for years|since spring} and {know|still like} {every corner|it}.",
    "{Hotel visits|House calls|Dinner dates} {only after a short talk|can be arranged|need a day's notice}.",
    "{The pictures are|Every picture is|My photos are} {mine|recent|from this month} and {not retouched|as they are}.",
    "{Ask about|Mention|Tell me} {your favourite book|where you heard of me|what you cook} and {I smile|I'll answer}.",
    "I {don't|never} {discuss|haggle over} {rates|terms} {by text|in messages}; {they are as posted|no exceptions}.",
    "{Smokers|Pets|Noise} {are fine|bother me|stay outside}, {just say so|let me know first|as a rule}.",
    "{Two|Three|Four} {languages|hobbies|rules}: {patience, humour and soap|ask, listen, laugh|be nice, be brief}.",
    "{Quiet street|Private door|Second floor}, {no stairs|lift available|gate code given when you arrive}.",
    "{Travelling|On the road|Away} {now and then|twice a year|monthly}, so {check the dates|ask before}.",
    "{Good|Decent|Strong} {coffee|conversation|music} {is included|always|guaranteed}.",
    "I {prefer|favour} {gentlemen over thirty|people with a plan|short messages} {and it shows|for good reason}.",
    "{Breakfast|A walk|A museum} {with me|together} {costs nothing but time|can be part of it|is a fine start}.",
)
CONTACTS = (
    "{Text|Ring|Call} {me on|me at|} {phone}.",
    "{phone} - {leave a message|texts first please|before ten}.",
    "{Reach me|Number|My line}: {phone}",
    "{Say hello|Write|Message} {at|to} {phone} {any day|after noon|and introduce yourself}.",
)
RATES = (
    "{price} {an hour|per hour|/hr}.",
    "{Donation|Rate|Fee}: ${price} {hour|hr}",
    "${price} {for the hour|hourly|per hr}, {longer by arrangement|no extras|cash only}.",
)
AGES = ("{age} {years old|yrs|y/o}.", "I'm {age}.", "Age {age}.", "{age}, {and proud of it|honest age|really}.")
DUETS = (
    "{Ask for|Meet} {name} {or|and} {other}, {friends for years|both here|two for company}.",
    "{other} {says hello too|is here as well|works beside me}.",
)
TITLES = (
    "{name} in {city}",
    "{name}, {age}",
    "{name} {today|tonight|this week}",
    "{Quiet|Sweet|Lovely} company in {city}",
)
PLACES = (
    "{In|Visiting|Based in|Staying in} {city} {this week|right now|for now|until further notice}.",
    "{city} {and around|area|only}.",
)
PAYMENTS = ("{Deposits|Bookings} by Cash App {tag}.", "Cash App: {tag}", "Cashapp {tag} {holds the slot|for deposits}.")
MAILS = (
    "If {my number|this phone} {changes|is off}, write to {mail}.",
    "{Backup|Second way to reach me}: {mail}",
)
NOTICES = (
    "Listings here are placed by adults who write for themselves; report anything that worries you to the desk.",
    "This corner of the board is read by volunteers. Keep it civil and keep it legal.",
    "By replying you confirm that you have read the house rules pinned at the top of the page.",
)
PREMISES = (
    "{firm}, {number} {Orchard|Mill|Canal|Harbor|Summit} {Street|Avenue|Blvd}.",
    "Open {daily|Mon-Sat|7 days} {9|10|11}am - {8|9|10}pm.",
    "{Our friendly staff|Our team|Our licensed therapists} {is|are} {ready to help|glad to see you}.",
    "{Walk-ins welcome|Parking in the rear|Gift cards at the front desk}.",
)
FIRMS = ("Heron Day Spa", "Willow Studio", "Copper Wellness", "Blue Kettle Spa", "Linden Bodywork", "Aster Salon")
SPAM = (
    "{Hundreds|Thousands} of {new profiles|local singles} {near you|in your city}, {join free|sign up today}.",
    "{Click the link|Visit the site|Tap the link} and {register|verify your account} to {see more|start chatting}.",
    "{Limited time offer|Free trial this week}: {no card needed|deposit returned|promo code inside}.",
    "{Prepay|Send a deposit|Verify with a gift card} to {hold|confirm} your {booking|place}.",
    "{Tired|Bored|Alone} {tonight|again}? {Our|This} {club|room|app} {opens|is live} in {city} {now|this minute}.",
    "{Everyone|Anyone} from {city} gets {ten|twenty|thirty} {credits|tokens|coins} {on us|for nothing}.",
    "{No|Zero} {fees|questions|waiting}: {make|create|open} an account and {look around|say hi|browse}.",
    "{Only|Just} {five|nine|twelve} {seats|places|invitations} {left|remain} for {city}, {subscribe|join now} below.",
    "{Members|Users} {rate|call} us {the best|number one} for {meeting people|short trips|late nights} in {city}.",
    "{Reply|Answer} with your {card|e-mail} and {a link|an invitation} {comes back|arrives} {at once|in a minute}.",
    "{Cash|Prize|Bonus} draw {every|each} {Friday|weekend}: {register|follow the link} {before noon|today}.",
    "{City hosts|Agents|Partners} wanted in {city}: {earn|make} {from home|on your phone}, sign-up is free.",
)
_NAMES = (
    "Ilse Petra Greta Carla Norma Fiona Lydia Rhoda Celia Edith Hazel Irma Jolene Kendra Lorna Maeve Nadine Opal "
    "Priya Renata Selma Tessa Ursula Vera Wilma Yvette Zelda Agnes Bianca Corinne Daphne Estelle Freya Gloria "
    "Helga Imogen Judith Katya Leona Mabel Nora Odette Paloma Quinn Rosa Sabine Thea Uma Violet Willa Xenia "
    "Yolanda Zara Amara Brenda Cleo Delia Elvira Flora Gwen Harriet Inez Joan Kira Lucia Mona Nell Olive Pearl"
)
NAMES = tuple(_NAMES.split())
_CITIES = (
    "Tulsa|OK|918 Wichita|KS|316 Lincoln|NE|402 Fargo|ND|701 Boise|ID|208 Spokane|WA|509 Eugene|OR|541 "
    "Fresno|CA|559 Tucson|AZ|520 El_Paso|TX|915 Lubbock|TX|806 Shreveport|LA|318 Mobile|AL|251 "
    "Macon|GA|478 Savannah|GA|912 Knoxville|TN|865 Lexington|KY|859 Dayton|OH|937 Toledo|OH|419 "
    "Fort_Wayne|IN|260 Peoria|IL|309 Madison|WI|608 Duluth|MN|218 Des_Moines|IA|515 Syracuse|NY|315 "
    "Albany|NY|518 Portland|ME|207 Hartford|CT|860 Scranton|PA|570 Richmond|VA|804 Raleigh|NC|919 "
    "Charleston|SC|843 Tampa|FL|813 Orlando|FL|407 Reno|NV|775 Billings|MT|406 Cheyenne|WY|307 "
    "Pueblo|CO|719 Amarillo|TX|806 Little_Rock|AR|501"
)
CITIES = tuple(tuple(row.split("|")) for row in _CITIES.split())
"""(name with _ for a space, state, area code)"""

_CHOICE = re.compile(r"\{([^{}]*\|[^{}]*)\}")


def said(pattern: str, habit: dict[str, int], facts: dict[str, str], rng: Random, fresh: float = 0.0) -> str:
    """A pattern in words. `habit` remembers each slot's choice; a slot is chosen anew with probability `fresh`."""

    def choose(match: re.Match[str]) -> str:
        options = match.group(1).split("|")
        key = match.group()
        if key not in habit or rng.random() < fresh:
            habit[key] = rng.randrange(len(options))
        return options[habit[key]]

    text = _CHOICE.sub(choose, pattern)
    for key, value in facts.items():
        text = text.replace("{" + key + "}", value)
    return re.sub(r" +", " ", text)


def pick(rng: Random, items: Sequence[str], count: int) -> list[str]:
    return rng.sample(list(items), min(count, len(items)))
