"""Words around names: the tables that `names.py` reads. Version 2026-11.

Sources: FIRST is our own short list of common given names, compiled by hand from everyday knowledge of US usage
(the kind of names the Social Security Administration publishes yearly); NEVER lists capitalised words that open
statements in ads.
"""

from __future__ import annotations

VERSION = "2026-11"

_FIRST_WORDS = (
    "aaliyah abby abigail ada adriana aisha alana alejandra alex alexa alexandra alexia alexis alice alicia alina "
    "alisha alison allison alyssa amanda amber amelia amy ana andrea angela angelica angelina anita anna annie april "
    "aria ariana ariel ashley asia aubrey audrey aurora ava bailey barbara beatriz becky bella beth bianca brandi "
    "brandy breanna brenda bri brianna bridget brittany brooke cameron camila candace candice carla carmen carol "
    "carolina caroline carrie cassandra cassie cat catherine cecilia celeste chanel chantel charlotte chelsea "
    "cheyenne chloe christina christine cindy claire clara claudia coco crystal cynthia daisy dana daniela danielle "
    "daphne dawn debbie deja delilah denise desiree destiny diana diane dominique donna ebony eden elena elise "
    "elizabeth ella ellie emerald emilia emily emma erica erika erin esmeralda eva evelyn faith fiona gabby gabriela "
    "gabrielle genesis gia gina giselle grace gracie hailey haley hannah harmony heather heidi helen holly imani "
    "ingrid irene iris isabel isabella ivy jackie jacqueline jada jade jamie jane janet jasmin jasmine jayla jazmin "
    "jean jenna jennifer jenny jess jessica jessie jill joanna jocelyn jordan josie joy joyce julia juliana julie "
    "juliet kaitlyn kara karen karina karla kate katelyn katherine kathy katie katrina kayla keisha kelly kelsey "
    "kendall kendra kiara kim kimberly kira kitty kristen kristina krystal kylie lacey lana laura lauren layla lea "
    "leah leila lena leslie lexi lexie lila lily linda lisa lola london lori lucia lucy luna lydia lynn mackenzie "
    "macy maddie madeline madison mandy maria mariah mariana marie marina marisol martha mary maya megan mei melanie "
    "melissa melody mercedes mia michelle mila miranda molly monica monique morgan nadia nancy naomi natalia natalie "
    "natasha nia nicole nika nikki nina nora olivia paige paloma pamela paola paris patricia paula penelope peyton "
    "phoebe priscilla rachel raquel raven rebecca regina renee rhonda riley rita robin rosa rose rosie roxanne roxy "
    "ruby ruth sabrina sadie sally samantha sandra sandy sara sarah sasha savannah scarlett selena serena shannon "
    "sharon shawna sheila shelby sherry sierra simone sky skylar sofia sonia sophia sophie stacey stacy star stella "
    "stephanie summer susan suzanne sydney tamara tami tanya tara tasha tatiana taylor teresa tess tessa tia tiana "
    "tiffany tina toni tori tracy trina trinity trish valentina valeria valerie vanessa vera veronica vicky victoria "
    "violet vivian wendy whitney willow ximena yasmin yolanda yvonne zara zoe zoey"
)
FIRST = frozenset(_FIRST_WORDS.split())

_NEVER_WORDS = (
    "a about absolutely across actually after again all also always am amazing america american an and any anything "
    "anytime are area as asap ask at avail available back beautiful been before best between blonde brand brunette "
    "business busy but by call can certified classy clean close come comfortable coming completely confident "
    "currently cute daily day discreet dm do done down downtown drama early easy educated elegant every everyone "
    "exclusive experienced extremely facebook finally first fit flexible for free fresh friday friendly from full "
    "fully fun funny gentle gentlemen genuine girl going good gorgeous great guys happy hello here hey hi home "
    "hosting hot hour hours house how however i if im in incall incalls independent intelligent interested is it its "
    "just kind lady last latina leaving let like limited local located location looking love loving mature me mine "
    "mobile monday more most much my natural near new nice night no north not nothing now of off ok on one only open "
    "or our out outcall outcalls outgoing over party passionate percent perfect petite photos pics please private "
    "professional pure quality ready real relaxed reliable respectful safe same saturday say seeking serious sexy she "
    "short single skilled slim so something soon sorry south special specials staying still sunday super sure sweet "
    "tall text than thanks that the their them then there this thursday till to today tonight tour tuesday two under "
    "until up upscale ur us verified very video visiting waiting warm wednesday welcome well west what when where "
    "white who why will with woman work working yes you young your yours"
)
NEVER = frozenset(_NEVER_WORDS.split())
"""Words that follow "I'm" or "call" without being a name, in ads and in ordinary English."""
