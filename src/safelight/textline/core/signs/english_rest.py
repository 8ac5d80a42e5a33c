"""Signs of the ordinary and of what is not for us (tiers 1 and 0) in English. Sources of the kinds: see
`english.py`."""

from __future__ import annotations

from safelight.textline.core.sign import NOT_OURS, ORDINARY, Sign

REST = (
    Sign(
        "may be ours",
        ORDINARY,
        (
            "(?:counseling|counselor|therapist|therapy|advocate|lawyer|attorney|survivor|survivors|support group"
            "|restraining|clinic|scholarship|volunteer|confidential|anonymous|trafficking|nightmares|panic attacks"
            "|shelter|program|services|information|abuse|legal|rights|social worker|hotline|poster|training)",
            "(?:anyone|somebody|someone|anybody) (?:there|to talk)",
            "(?:talk|speak) (?:to|with) (?:someone|somebody|you|an?)",
            "(?:sad|lonely|alone|depressed|anxious|crying|overwhelmed|tired|upset)",
            "(?:thank you|thanks) for",
            "(?:is this|are you|who are you|what is this|how does this)",
            "help",
        ),
        weight=0.5,
    ),
    Sign(
        "opting out in words",
        ORDINARY,
        (
            "(?:stop|quit|cease) (?:\\w+ )?(?:texting|messaging|sending|contacting|writing|bothering|these messages)",
            "(?:do not|never) (?:text|message|contact|write)(?: to)? (?:me|us)?",
            "unsubscribe",
            "opt out",
            "(?:remove|delete|take) (?:my|me)(?: \\w+)? (?:number|off)",
            "(?:stop|cancel) (?:these|the|all|your) (?:messages|texts)",
            "leave me alone",
        ),
        negated=True,
        weight=0.5,
    ),
    Sign(
        "advert or code",
        NOT_OURS,
        (
            "(?:won|winner|win) (?:a|our|the|\\d)",
            "(?:gift card|prize|claim (?:it|your|now)|free cruise|weekly draw|pre approved|preapproved|low rates"
            "|limited offer|act now|call now|reply now|click|% off|off all|promo|discount|coupon|checkout|refinance"
            "|loan|warranty|search engine|invoice|earn \\d+|hiring|selected for|dear (?:customer|sir)|terms apply"
            "|account has been|could not be delivered|update your (?:address|account)|season sale|subscribe|ringtone"
            "|txt \\w+ to \\d+|per week|per msg|guaranteed)",
            "(?:verification|security|access|login|confirmation) code",
            "your (?:appointment|package|order|car service|code|delivery|table|reservation) ?(?:is|was|has|with)?",
            "reminder",
            "use code",
        ),
        weight=2,
    ),
    Sign(
        "wrong number",
        NOT_OURS,
        (
            "wrong (?:number|person|#)",
            "wrong #",
            "not mike",
        ),
        weight=2,
    ),
    Sign(
        "jest",
        NOT_OURS,
        (
            "(?:lol|lmao|lmfao|rofl|haha|hahaha|jk|just kidding|hehe|jaja)",
            "knock knock",
            "your mom",
            "tell me a joke",
            "(?:testing|test) (?:testing|123|one)",
            "this is a test",
            "who would win",
            "(?:you are|you guys are)(?: \\w+)? (?:dumb|stupid|loser|losers|idiot|idiots|a loser)",
            "(?:bet|dare) you",
            "got you$",
            "roses are red",
            "aliens",
        ),
        weight=1,
    ),
    Sign(
        "chatter",
        NOT_OURS,
        (
            "(?:happy birthday|birthday|basketball|soccer|football|baseball|practice|coach|homework|math|grades|pizza"
            "|burger|fries|lasagna|dinner|lunch|breakfast|coffee|milk|groceries|movie|movies|party|potluck|mall|gym"
            "|weekend|airport|game|tires|printer|meeting|the dog|feed the|exam|shopping|babe|grandma|aliens|beer"
            "|baby shower|traffic|boredom|bored|video|episode|deer|third base|the bus)",
            "(?:see you|love you|hang out|what are you doing|are we still on|wyd|you up|u up|what time does)",
            "(?:pick me up|pick up)",
            "starving",
            "(?:this|that|the|my) \\w+ is killing me",
            "dying (?:of|to|laughing)",
            "i am (?:so )?dead",
        ),
        weight=1,
    ),
)
