"""Word stock of the eighth world: what people say about a meeting, as nested choices that a writer's habits decide.

`[a|b]` is a choice, `<I>` stands for whoever speaks (see `eighth_writer.VOICES`), `{town}` for a fact of the day. A
line that opens with "1:", "3:" or "4:" is said only by who writes of herself, of another, of several. Plain and
invented; everybody is an adult."""

from __future__ import annotations

_split = str.split

NAMES = tuple(
    _split(
        "Abigail Adela Agata Aline Amparo Anahí Andrea Antonia Aurélie Beatriz Belén Brigitte Camila Carmen Catalina"
        " Celeste Chantal Charlotte Chiara Claudia Corinne Dakota Daniela Delphine Diana Dolores Elena Élise Emilia"
        " Esperanza Estelle Fabiola Fernanda Florence Francesca Gabriela Geneviève Giselle Graciela Greta Hannah Hazel"
        " Inés Ingrid Irene Isabel Jasmine Jessica Josefina Juliette Karina Katya Lara Leticia Lilian Lucía Lourdes"
        " Madison Magdalena Manon Maribel Marisol Martina Mathilde Melanie Mercedes Mireille Monica Nadine Natalia"
        " Nicole Noelle Odette Olga Paloma Pamela Patricia Penelope Pilar Raquel Rebecca Renata Rocío Romina Sabrina"
        " Samantha Serena Sierra Silvia Simone Sofía Solange Stella Susana Tamara Teresa Valentina Valérie Vanessa"
        " Verónica Violeta Viviane Ximena Yasmin Yolanda"
    )
)

REGIONS: tuple[tuple[tuple[str, ...], ...], ...] = tuple(
    tuple(tuple(town.replace("_", " ").split("|")) for town in _split(row))
    for row in (
        "Reno|NV|775 Boise|ID|208 Spokane|WA|509 Salem|OR|503 Medford|OR|541 Redding|CA|530",
        "Tulsa|OK|918 Wichita_Falls|TX|940 Fort_Smith|AR|479 Little_Rock|AR|501 Springfield|MO|417 Abilene|TX|325",
        "Knoxville|TN|865 Chattanooga|TN|423 Huntsville|AL|256 Birmingham|AL|205 Augusta|GA|706 Greenville|SC|864",
        "Dayton|OH|937 Toledo|OH|419 Fort_Wayne|IN|260 Lansing|MI|517 Kalamazoo|MI|269 Evansville|IN|812",
        "Albany|NY|518 Allentown|PA|610 Hartford|CT|860 Providence|RI|401 Manchester|NH|603 Portland|ME|207",
        "Fresno|CA|559 Stockton|CA|209 Modesto|CA|209 Visalia|CA|559 Santa_Rosa|CA|707 Las_Cruces|NM|575",
    )
)
"""Neighbouring towns that one tour goes through: (name, state, area code)."""

QUARTERS = _split("downtown midtown north-end south-end west-side riverside old-town university-district airport-road")

ENGLISH: dict[str, tuple[str, ...]] = {
    "hello": (
        "1:[Hello|Hi|Hey|Good day][ there||, and welcome], [this is {name}|{name} here|I am {name}|it's {name}]",
        "1:[My name is|They call me|You may call me] {name}[ and I live in {town}||, {age}]",
        "3:[Meet|This is|We present|Introducing] {name}[, {age}||, now in {town}|, a lady of {age}]",
        "3:{name} [is in {town}|welcomes you|is here for you|receives in {town}][ again| this week||]",
        "4:[We are|This is the page of|Here are] [friends|a few friends|grown women] [in {town}|who share a flat]",
    ),
    "age": ("<I> <am> {age}[ years old|| and glad of it]", "{age} years[, and grown up|| and settled]", "age {age}"),
    "temper": (
        "<I> <am> [patient|calm|cheerful|curious|talkative|a little shy|direct] [and|but] [warm|kind|funny|attentive]",
        "[people say|friends say] <I> <am> [easy to talk to|good company|a good listener|never in a hurry]",
        "[a patient|an easy|a cheerful|a thoughtful] [woman|person|companion][ with time||, never in a hurry]",
        "<I> laugh<s> [a lot|easily|at bad jokes] and listen<s> [well|with care|longer than most]",
    ),
    "food": (
        "<I> cook<s> [soup|curry|fresh bread|pasta|rice dishes] [on Sundays|when it rains|for guests|most evenings]",
        "[good food|a long dinner|a plate of dumplings|a spicy stew] [is the way to <my> heart|wins every time]",
        "<I> know<s> [every bakery|the best noodle place|two quiet restaurants|where the coffee is good] [around|here]",
    ),
    "music": (
        "<I> play<s> [the guitar|the piano|old records|the violin badly] [in the evening|every day|for visitors]",
        "[jazz|old soul records|cumbia|the blues|a string quartet] [in the background|on the stereo|and low lamps]",
        "<I> sing<s> [in a choir|while cooking|too loudly in the car]",
    ),
    "outdoors": (
        "<I> walk<s> [by the river|in the hills|around the lake|through the park] [at dawn|every morning|after work]",
        "[long walks|bike rides|gardening|swimming|camping] [and|or] [quiet mornings|a good view|fresh air]",
        "<I> keep<s> [tomatoes|roses in pots|a small garden|bees] [on the balcony|behind the house]",
    ),
    "books": (
        "<I> read<s> [detective stories|history|poems|travel books|the newspaper] [in bed|on the bus|all winter]",
        "[bring a book|lend a book|talk about books] and <I> <am> [happy|yours for the evening|all ears]",
    ),
    "work": (
        "1:by day I [work in an office|teach|study accounting|repair clocks|bake], [evenings are mine|so plan ahead]",
        "1:I [left the office|finished school|moved here] [two|three|five|ten] years ago and [like it|stayed]",
        "3:<I> [studies|used to teach|once worked in a hotel|knows the city well][ and is proud of it||, ask her]",
    ),
    "tongues": (
        "<I> speak<s> [English and Spanish|some French|two languages|Portuguese and English][, ask||, slowly]",
        "[hablo|se habla] español[ too||, also French]",
    ),
    "guests": (
        "[polite|clean and polite|respectful|well-mannered] [gentlemen|guests|people] [only|welcome|preferred]",
        "<I> prefer<s> [guests over forty|people who read the whole page|a short introduction|good manners]",
        "[couples|travellers|shy people|beginners] [welcome|are welcome too|no problem]",
    ),
    "hours": (
        "[from|open|free|available] [nine|ten|eleven|noon] [to|till|until] [eight|nine|ten|midnight][, not Sundays||]",
        "[weekdays|evenings|mornings|weekends] [only|mostly|are best|by appointment]",
        "<I> <am> [up early|awake late|free most days|around until Friday]",
    ),
    "booking": (
        "[please|kindly|do] [call|text|write] [a day|two hours|an hour|well] [ahead|before][, thank you||]",
        "[no blocked numbers|short texts get no answer|say when and for how long|one message is enough]",
        "to book, [say your name|tell the time|introduce yourself] [first|in the first line|when you write]",
    ),
    "price": (
        "[an hour is|one hour|hour:|the hour costs] ${price}[, two ${two}||, dinner extra]",
        "${price}[/hr| an hour| per hour][, half ${half}||, no bargaining]",
        "{price} [for the hour|hourly][, {two} for two|| and that is final]",
    ),
    "place": (
        "[private parking|easy parking|a quiet house|a tidy flat|an elevator] [{quarter}|in {town}|by the {quarter}]",
        "<I> receive<s> [guests|you|visitors] [{quarter}|in {town}|at home|in a quiet street]",
        "[central|{quarter}], [clean|discreet entrance|easy to find|second floor]",
    ),
    "talk": (
        "[conversation|good talk|silence too|laughter] [comes first|is half of it|included][, the rest is time||]",
        "<I> [can|like<s> to] talk about [anything|films|the weather|politics|football|the stars]",
    ),
    "travel": (
        "[dinner dates|a weekend away|a day at the coast|company on a business trip] [on request|possible|gladly]",
        "<I> travel<s> [light|gladly|with notice|within the state]",
    ),
    "pets": ("<I> <have> [a cat|an old dog|a parrot][ that decides everything| that sleeps all day|, be warned]",),
    "dress": (
        "[a long dress|a linen suit|jeans and a shirt|an elegant coat] [for dinner|for a play|all year]",
        "<I> dress<es> [simply|for the occasion|as you ask for dinner]",
    ),
    "rest": (
        "[no rush|never rushed|no watch on the wall|unhurried]: [your time is yours|an hour is an hour|sit down first]",
        "[tea|coffee|lemonade|cold water] [is ready|on the table|first], [then we see|no hurry|and a chair]",
    ),
    "cancel": (
        "[cancel|change your mind|be late]? [just say so|let <me> know early|a short text is enough]",
        "[a missed date|no show] [means no second one|costs half][, sorry||]",
    ),
    "pictures": (
        "[pictures are|all pictures are|every picture is] [recent|real|from this year|mine alone|of this spring]",
        "[no other pictures|more pictures on request|no video], [sorry|ask nicely|thank you]",
    ),
    "farewell": (
        "[see you soon|until then|talk soon|take care|yours][, {name}||!]",
        "[thanks|thank you] for [reading|reading this far|your time|stopping by]",
    ),
}

SPANISH: dict[str, tuple[str, ...]] = {
    "hello": (
        "1:[Hola|Buenas|Qué tal], [soy {name}|me llamo {name}|aquí {name}][, de {age} años||, en {town}]",
        "3:[Les presento a|Conozca a|Ella es] {name}[, {age} años||, ahora en {town}]",
        "4:[Somos|Hola, somos] [amigas|unas amigas] [en {town}|que comparten piso]",
    ),
    "age": ("[tengo|con] {age} años[ bien vividos||]", "{age} años"),
    "temper": (
        "[tranquila|alegre|paciente|educada|simpática] y [cariñosa|atenta|conversadora|puntual]",
        "[me|le] gusta [reír|escuchar|la calma|hablar de todo][ sin prisa|| y el buen humor]",
    ),
    "food": ("[cocino|se cocina] [arepas|mole|arroz|tamales] [los domingos|para visitas]", "buen café y [pan|charla]"),
    "music": ("[suena|ponemos] [bolero|salsa|cumbia|jazz] [bajito|toda la tarde]",),
    "guests": ("[solo|únicamente] [caballeros|personas] [educados|respetuosos|mayores]", "trato [amable|con respeto]"),
    "hours": ("[de|desde las] [nueve|diez|once] a [ocho|diez|doce][, menos domingos||]", "[tardes|mañanas] con cita"),
    "booking": ("[llama|escribe|manda mensaje] [con tiempo|una hora antes|y di tu nombre]", "no números ocultos"),
    "price": ("${price} la hora[, media ${half}||]", "hora ${price}[, dos horas ${two}||]"),
    "place": ("[piso|casa|lugar] [limpio|tranquilo|discreto] [{quarter}|en {town}|con estacionamiento]",),
    "talk": ("[charla|plática|silencio] [agradable|sin reloj|y buena compañía]",),
    "travel": ("[cenas|viajes|paseos] [con aviso|a convenir|los fines de semana]",),
    "farewell": ("[un saludo|hasta pronto|gracias por leer][, {name}||]",),
}

FRENCH: dict[str, tuple[str, ...]] = {
    "hello": (
        "1:[Bonjour|Bonsoir|Salut], [je suis {name}|moi c'est {name}|je m'appelle {name}][, {age} ans||]",
        "3:[Voici|Rencontrez|Faites connaissance avec] {name}[, {age} ans||, à {town}]",
        "4:[Nous sommes|Bonjour, nous sommes] [des amies|quelques amies] [à {town}|en colocation]",
    ),
    "age": ("{age} ans[, majeure depuis longtemps||]",),
    "temper": (
        "[douce|calme|souriante|patiente] et [attentive|drôle|cultivée|polie]",
        "[sans hâte|toujours à l'écoute]",
    ),
    "food": ("[une soupe|un gratin|une tarte] [maison|le dimanche|et du bon pain]",),
    "guests": ("[messieurs|personnes] [polis|courtois|respectueux] [seulement|bienvenus]",),
    "hours": ("de [neuf|dix|onze] à [vingt|vingt-deux] heures[, sauf dimanche||]",),
    "booking": ("[appelez|écrivez] [la veille|une heure avant|et dites votre prénom]", "pas de numéro masqué"),
    "price": ("{price} $ l'heure[, {half} la demie||]", "${price} l'heure"),
    "place": ("[appartement|maison] [calme|propre|discret] [{quarter}|à {town}]",),
    "talk": ("[conversation|silence|rires] [d'abord|compris|et du temps]",),
    "farewell": ("[à bientôt|merci de votre lecture][, {name}||]",),
}

STOCK = {"en": ENGLISH, "es": SPANISH, "fr": FRENCH}

TITLES = {
    "en": (
        "{name} [in|-|, |from] {town}",
        "[company|good company|a quiet evening|time for two|conversation] [in {town}|tonight|this week]",
        "{name}, {age}[, {town}||, {quarter}]",
        "[new page|evening plans|no rush|unhurried hours], {town}",
    ),
    "es": ("{name} en {town}", "[compañía|buena charla|tarde tranquila] en {town}", "{name}, {age} años"),
    "fr": ("{name} à {town}", "[compagnie|soirée calme] à {town}", "{name}, {age} ans"),
}

CONTACTS = {
    "en": (
        "[call|text|phone|ring|message|write to] [me at||: |here ]{reach}",
        "{reach}",
        "[my line|number|reach]: {reach}",
    ),
    "es": ("[llama|escribe|mensajes] al {reach}", "{reach}", "tel {reach}"),
    "fr": ("[appelez le|au|tél.] {reach}", "{reach}"),
}

CONFINED = (
    "<I> [does not go out|stays in the house|receives at one address only]",
    "[visits outside|outside dates] [only with the driver|by the office only|not allowed]",
    "[the office|the house] [decides the hours|answers for her|keeps the calendar]",
    "[no private numbers|no messages to her own phone|no presents to her]",
)
"""What is said where somebody else decides where a person goes. By herself: `HOMEBODY`."""

HOMEBODY = (
    "<I> [receive at home only|do not travel|stay in {town}][, my knee||, I do not drive]",
    "at <my> place only",
)

SHEETS = (
    "[Short visit|Thirty minutes|Half]: {half} / [Hour|Sixty minutes|One]: {price} / [Two|Long visit]: {two}",
    "half {half} - hour {price} - two hours {two}[ - dinner by agreement| - day by agreement|]",
    "30 min ${half}, 60 min ${price}, 120 min ${two}[, cash only|, exact change|]",
)
RULES = (
    "[House rules|Our rules|Rules of the house]: [no smoking|shoes off|no alcohol], [be on time|ring once|no perfume]",
    "[We agree on|What we all ask]: [a real name|a reference|a short call], [no haggling|no loud voices|no cameras]",
)
KITTY = (
    "[deposit|booking fee|advance] of [20|25|30] [to|by|via] {account}",
    "[hold your time|to hold a date|first visit]: {account}[, then we confirm||, thanks]",
)
LETTERS = ("[write|mail|letters] to {mail}[| only| first]", "[answers|replies] by mail: {mail}")
OWN_WORDS = {
    "flat": (
        "[we are|I am one of] [three|four|a few] friends [who share a flat|with one door], [own hours|own guests]",
    ),
    "desk": ("[whoever is free|one of us|the one on the early shift] answers, [ask for {name}|say you want {name}]",),
    "kitty": ("we share [the rent|the costs|one account] [and nothing else|, each keeps her own|, settled monthly]",),
    "one_pen": ("[I write for all of us|these lines are {friend}'s, she writes best|{friend} types, I dictate]",),
    "caravan": ("[on the road with|travelling with|sharing the car with] {friend}[ again|| this month]",),
    "buddy": ("[my friend|my neighbour] {friend} [knows where I am|takes a call when I cannot]: {other}",),
    "page": ("[our page|all of us on one page|more about us]: {page}",),
    "rules": ("[we made|we voted on|we wrote] the rules [together|in January|at {friend}'s table]",),
}
FRIENDLY = (
    "[touring|on tour|travelling] with [my friend|an old friend,] {friend}",
    "{friend} is in {town} too, [ask|write] her",
)
ASSISTED = (
    "[my assistant|my bookings assistant] {clerk} [answers on days off|keeps my diary]: {other}",
    "texts may be answered by {clerk}[, my assistant|| from the bookings service]",
)
SALON = (
    "{firm}, {street}, {town}. [Massage|Foot care|Sauna and massage|Skin care] [from ten to nine|daily]. Tel {reach}",
    "[Today|This week|On duty today] at {firm}: {staff}. [Walk in|Call for a slot]: {reach}",
    "{firm} [welcomes you|is open again|has a new sauna]. {street}. Hour {price}. {reach}. Staff: {staff}",
    "{name} [has slots|works|is back] [today|this week] at {firm}, {street}. Book at the counter {reach}",
)
FLOODS = (
    "[Lonely|Bored|Free] tonight in {town}? [Hundreds|Thousands] of members near you. [Join|Sign up] at {page}",
    "[Real|Verified] people of {town}, [no fee|free this week]. [Text|Call] {reach} or see {page}",
    "[Selected|Top] profiles in {town}. Card needed to [prove your age|verify]. {page} [today only|hurry]",
)
CLONE = ("[send|pay] a deposit first by gift card, then the address", "only by text {reach}, deposit {account}")
SLIPS = (
    ("available", "availible"),
    ("conversation", "conversasion"),
    ("receive", "recieve"),
    ("please", "plz"),
    ("evening", "evning"),
    ("restaurants", "resturants"),
    ("and", "&"),
    ("you", "u"),
    ("with", "w/"),
    ("before", "b4"),
    ("people", "ppl"),
    ("about", "abt"),
)
FIRMS = (_split("Juniper Almond Harbor Maple Copper Willow Bamboo Granite"), _split("Salon Sauna Studio Bodywork"))
STREETS = _split("Mill Canal Foundry Orchard Station Cooper Meadow Bridge")
