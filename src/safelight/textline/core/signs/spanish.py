"""Signs in Spanish, as spoken in the United States and Mexico. Same rows, tiers and sources as `english.py`.

Patterns are without accents. Wording is our own, compiled 2026-11. "Ahorita" counts as now, "toma" as drinks.
"""

from __future__ import annotations

from safelight.textline.core.sign import written_out
from safelight.textline.core.signs.spanish_danger import DANGER
from safelight.textline.core.signs.spanish_need import NEED
from safelight.textline.core.signs.spanish_rest import REST

MACROS = {
    "KIN": "novio|novia|esposo|esposa|marido|mujer|pareja|expareja|ex|papa|padre|padrastro|mama|madre|tio|tia|hermano"
    "|primo|bato|vato|viejo|suegra",
    "BOSS": "patron|patrona|jefe|jefa|encargado|encargada|empleador|reclutador|chofer|padrote|tratante|coyote|senora"
    "|senor|dueno|duena",
    "MAN": "hombre|hombres|tipo|tipos|sujeto|sujetos|muchacho|persona|individuo",
    "OWN": "(?:mi|el|la|un|una|unos|dos|tres|cuatro|su|los|las|este|ese)(?: \\w+)?",
    "HE": "el|ella|ellos|alguien|<OWN> (?:<KIN>|<BOSS>|<MAN>)",
    "ME": "a (?:mi|su|nuestra|la|una|el) \\w+|al (?:bebe|nino)",
    "HITTING": "pegando|golpeando|lastimando|ahorcando|estrangulando|pateando|atacando|quemando|maltratando"
    "|torturando|cacheteando|disparando|apunalando|ahogando",
    "HIT": "pegar|golpear|lastimar|ahorcar|estrangular|patear|atacar|quemar|maltratar|torturar|dano|apunalar|disparar",
    "HITS": "pega|pegan|golpea|golpean|lastima|lastiman|patea|empuja|maltrata|maltratan|abusa|cachetea",
    "DID": "pego|pegaron|golpeo|golpearon|lastimo|lastimaron|pateo|empujo|quemo|cacheteo|cachetada|avento",
    "KILL": "matar|matarme|matarnos|disparar|enterrar|quemar|asesinar|apunalar|lastimar|golpear|pegar|aventar|dano"
    "|hacer dano|acabar|lastimarme|pegarme|golpearme",
    "WILL": "va a|van a|iba a|quiere|quieren|dice que|dijo que va a|amenaza con|amenazo con|puede|vaya a",
    "WEAPON": "pistola|arma|armas|cuchillo|navaja|machete|rifle|escopeta|bate|gun|knife|martillo|hacha|encendedor"
    "|gasolina|cuerno",
    "SOON": "ahora|ahorita|ahora mismo|ya|esta noche|hoy|en una hora|ahoritita|a medianoche|en este momento|pronto",
    "THING": "casa|cuarto|departamento|apartamento|motel|hotel|sotano|bano|carro|camioneta|edificio|lugar|bodega"
    "|traila|garaje|domicilio|finca",
    "COPS": "policia|patrulla|ambulancia|sheriff|911|oficiales|oficial|autoridades",
    "PAPERS": "pasaporte|pasaportes|papeles|documentos|identificacion|id|visa|licencia|acta",
    "PAY": "dinero|sueldo|salario|pago|feria|ganancias|todo|paga|lana",
}

SIGNS = written_out((*DANGER, *NEED, *REST), MACROS)
