"""Word banks of the demo's neutral advertisements: what fills the `<bank>` slots of a sentence.

Everyday words of adults writing about company, outings and relaxation. Nothing explicit, nothing
that hints at it; first names are ordinary and belong to nobody in particular.
"""

from __future__ import annotations

_NAMES = """
Adela Agnes Alba Alina Alma Amara Amelia Anika Anita Anya Ariel Astrid Aurora Avery Bea Bella Bianca Bonnie Brenda
Brisa Camila Carla Carmen Cass Celeste Celia Chloe Clara Coral Dahlia Dana Daniela Daria Delia Diana Dora Edie Elena
Elise Eliza Ella Elsa Emilia Erin Esme Estela Eva Fay Fern Fiona Flora Freya Gaia Gemma Gia Gina Gloria Greta Hana
Hazel Heidi Helena Ida Ilse Imani Ines Ingrid Iris Isla Ivy Jana Jasmin Jessa Joana Jolie Josie Juno Kaia Karina
Kate Kira Lara Laura Leila Lena Leona Lia Lidia Lila Lina Livia Lola Lorena Lucia Luna Lydia Mabel Maia Mara Marcela
Margot Marina Marisol Marta Maya Mila Mina Mira Nadia Naomi Nell Nina Noor Nora Nova Odessa Olive Opal Orla Paloma
Paula Pia Priya Quinn Ramona Raya Renata Rhea Rita Romy Rosalind Rowan Ruby Sabina Sadie Salma Sara Selma Serena
Sienna Sofia Sol Stella Tamar Tara Tess Thea Tilda Uma Valeria Vera Vida Viola Willa Xenia Yara Yasmin Yolanda Zadie
Zara Zelda Zoe
"""

NAMES: tuple[str, ...] = tuple(_NAMES.split())

_BANKS = {
    "hobby": """long walks|baking bread|old films|crossword puzzles|live theater|vinyl records|gardening|chess|pottery
    |bird watching|cycling|swimming laps|photography|poetry readings|cooking for friends|flea markets|board games
    |sketching|trail running|learning Italian|museum afternoons|jazz nights|salsa classes|road trips
    |detective novels|knitting|sailing|yoga|karaoke|star gazing|restoring furniture|science podcasts|tennis
    |making candles|hiking|farmers markets|playing the piano|stand-up comedy|city history|travel books|tea tasting
    |crafting playlists|bowling|kayaking""",
    "food": """ramen|tapas|sushi|a good steak|dim sum|tacos al pastor|fresh oysters|handmade pasta|barbecue|Thai curry
    |Ethiopian food|a proper brunch|wood-fired pizza|lobster rolls|falafel|pho|gumbo|paella|dumplings|mezze
    |key lime pie|grilled fish|vegetarian food|cheese plates|dark chocolate|pancakes|Korean barbecue
    |a farm-to-table menu""",
    "drink": """coffee|red wine|green tea|a glass of sparkling water|a ginger ale|craft cider|hot chocolate
    |an espresso|a mocktail|iced tea|a cappuccino|lemonade|a quiet cocktail|mint tea""",
    "music": """jazz|soul|bossa nova|folk songs|classical guitar|eighties pop|blues|country|cumbia|film scores|opera
    |indie rock|reggae|house music|piano trios|string quartets|Motown|swing|salsa|lo-fi""",
    "outing": """a gallery opening|the botanical garden|a harbor cruise|an evening at the theater|a rooftop dinner
    |a concert in the park|a ball game|a wine tasting|the aquarium|a night market|a charity gala|a comedy club
    |a business dinner|a wedding without a plus one|a walking tour|the art museum|a matinee|a riverside walk
    |a food festival|a bookshop crawl|the symphony|a conference reception|a drive along the coast|a trivia night
    |a street fair|an old cinema|a cooking class|a day at the races|a jazz club""",
    "trait": """calm|witty|patient|cheerful|well read|easygoing|thoughtful|curious|warm|punctual|soft-spoken|outgoing
    |down to earth|attentive|polite|fond of puns|elegant|independent|quick to laugh|observant|kind|lively
    |well traveled|relaxed|organized|articulate|friendly|bilingual|considerate|unhurried|upbeat|tactful|imaginative
    |laid back|cultured|steady|charming|open-minded|talkative|a good listener""",
    "guest": """gentlemen|guests|visitors|professionals|travelers|busy people|locals and visitors|polite company
    |couples|adults of any age|people passing through|newcomers to the city""",
    "day": """Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|tomorrow|the weekend|the end of the week
    |the first of the month|next week""",
    "hours": """mornings|early afternoons|afternoons|evenings|weekdays|weekends|late evenings|after work|lunch hours
    |by appointment|most days|Tuesday to Saturday|every day but Sunday""",
    "spot": """a quiet street|the old mill|the train station|the main square|the art museum|the ferry landing
    |the university|the big park|the library|the stadium|a nice hotel|the medical center|the market hall
    |the highway exit|the river walk|the shopping center""",
    "touch": """Swedish massage|deep tissue work|hot stones|a foot massage|aromatherapy|shoulder and neck massage
    |a scalp massage|stretching|reflexology|a lavender oil massage|Thai stretching|a back massage|a hand massage
    |a steam towel|relaxation massage""",
    "festival": """jazz festival|film festival|book fair|trade fair|spring carnival|marathon weekend
    |food and wine week|music festival|car show|boat show|state fair|comedy festival""",
    "job": """a translator|a florist|a night clerk at a hotel|a former dancer
    |a dental assistant by training|a music teacher|a nurse by training|a part-time bookkeeper|a yoga teacher
    |a photographer|an artist|a baker|a tour guide|a librarian at heart|a fitness trainer|a set designer
    |a language teacher|a former flight attendant""",
    "origin": """the coast|a small town|the mountains|the north|the islands|a big family|the plains|the lake country
    |a border town|a farming town|the suburbs|the valley""",
    "pet": """two cats|a lazy beagle|a parrot that whistles|an old greyhound|no pets at all|a tank of goldfish
    |a rescue dog|a stubborn terrier|three hens|a tortoise""",
    "weather": """sunny mornings|rainy evenings|first snow|thunderstorms|long summer nights|autumn leaves|sea fog
    |crisp winter days|spring rain|warm nights""",
    "color": "green|blue|red|yellow|silver|black|white|violet|orange|turquoise",
    "subject": """politics|history|architecture|travel|books|sports|cooking|science|old cars|the news|music|philosophy
    |family stories|gardens|space|languages|movies|art""",
    "smalls": """a good memory for names|a soft spot for puns|a weakness for desserts|terrible handwriting
    |a loud laugh|strong opinions about coffee|a green thumb|a library card in three cities|an old map collection
    |a talent for finding parking|a habit of being early|too many scarves|a notebook full of recipes
    |a record player from my aunt|a fear of escalators|a quiet voice""",
    "studio": """Willow|Still Water|Blue Heron|Cedar Room|Quiet Harbor|Linden|Morning Light|River Stone|Juniper
    |Sandpiper|Paper Lantern|Maple Court|Clear Spring|Driftwood|Moon Garden|Fern House|Golden Pine|White Birch
    |Soft Rain|Oak Leaf|Silver Creek|Tea Garden|Calm Bay|Lotus Walk|Green Lamp|Pebble Beach Room|North Window
    |Open Sky""",
    "kindof": "Spa|Massage|Bodywork Studio|Wellness Room|Day Spa|Massage Studio|Relaxation Center|Therapy Rooms",
    "street": """Alder|Birch|Canal|Dover|Elm|Fulton|Garden|Hillcrest|Ironwood|Juniper|King|Laurel|Market|Newport
    |Orchard|Poplar|Quarry|Ridge|Spruce|Terrace|Union|Vine|Walnut|Yarrow""",
    "road": "Street|Avenue|Road|Lane|Boulevard|Way|Drive",
    "noun": """lantern|maple|river|comet|harbor|willow|pepper|violet|sparrow|velvet|cedar|sunday|marble|clover|domino
    |jasper|pebble|tulip|saffron|window|ginger|meadow|breeze|amber|cricket|sonata""",
}

BANKS: dict[str, tuple[str, ...]] = {
    name: tuple(" ".join(word.split()) for word in words.split("|")) for name, words in _BANKS.items()
}

EMOJI: tuple[str, ...] = (
    "☕", "🌿", "🌙", "✨", "🎶", "🌊", "🌻", "🍀", "⭐", "🎭", "🚗", "🎨", "🕊️", "📚", "🎬", "🌞", "🎈", "🐚", "🧭",
    "🪴", "🎻", "🏙️", "🌈", "🦋", "📷", "🍽️", "🎹", "🌺", "💐", "🌤️", "🧡", "💙", "💚", "🙂", "😊", "🤝", "👋",
)  # fmt: skip
"""Neutral signs only: none of those that research lists as coded in this trade."""
