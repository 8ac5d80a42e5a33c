"""Signs of urgent need (tier 2) in Spanish. Sources of the kinds: see `spanish.py`."""

from __future__ import annotations

from safelight.textline.core.sign import URGENT, Sign

NEED = (
    Sign(
        "they are close",
        URGENT,
        (
            "(?:esta|estan)(?: otra vez)?(?: \\w+)? (?:afuera|aqui|en la (?:puerta|entrada|cocina|cochera|sala)"
            "|en el (?:otro )?cuarto|a mi lado|borracho|arriba|abajo|cerca)",
            "(?:ya )?(?:viene|vienen|vuelve|vuelven|regresa|regresan|llega|llegan)(?: \\w+){0,2}"
            " ?(?:subiendo|por mi|ya|ahora|en una|a medianoche|pronto|el viernes)?",
            "(?:cuando|antes de que|van a|va a) (?:regrese|regresar|vuelva|llegue|regresen)",
            "(?:sube|subiendo|subir) (?:las|la|por)",
            "afuera de mi",
            "hombres en la puerta",
        ),
    ),
    Sign(
        "pleads",
        URGENT,
        (
            "ayudenme",
            "ayudame",
            "ayudanos",
            "ayuda por favor",
            "por favor ayuda(?! para)",
            "necesito ayuda(?! para| con)",
            "^ayuda(?:(?: [.,])? (?:ayuda|por favor))*(?: [.])*$",
            "no puedo hablar",
            "no (?:llamen|me llamen)",
            "que (?:hago|hacemos)",
            "poca bateria",
            "no se cuanto tiempo",
        ),
        negated=True,
        weight=0.5,
    ),
    Sign(
        "papers held",
        URGENT,
        (
            "(?:tiene|tienen|quito|quitaron|quita|guarda|guardan|retiene|retienen|escondio|robo|agarro"
            "|se quedo con|kito)"
            "(?: \\w+){0,3} (?:<PAPERS>)",
            "no me (?:da|dan|devuelve|devuelven|la da|regresa|los da)",
            "(?:me|nos) los quit\\w+",
            "identificacion falsa",
        ),
        negated=True,
        weight=1.5,
    ),
    Sign(
        "debt or no pay",
        URGENT,
        (
            "(?:le|les) (?:debo|debemos)",
            "que le debo",
            "(?:mi|la|una) deuda",
            "hasta pagar",
            "no (?:me|nos) (?:paga|pagan|han pagado|pago)",
            "(?:quita|quitan|quitarme|quitandome|se queda con|se quedan con|entregarle|entregar|guarda)(?: \\w+){0,3}"
            " (?:<PAY>)",
            "sin (?:paga|pago|que me paguen)",
            "juntar cierta",
            "retiene(?: \\w+){0,4} salario",
        ),
        negated=True,
    ),
    Sign(
        "forced",
        URGENT,
        (
            "(?:me|nos|la|los) (?:obliga|obligan|obligo|obligaron|forza|fuerza|hace|hacen|pone a|ponen a|castiga\\w*)"
            " ?(?:a|trabajar|hacer|ver|entregar\\w*)?",
            "(?:trata de personas|victima de trata|tratante|padrote)",
            "(?:me|nos) (?:vendio|vendieron|compro|compraron)",
            "(?:ver|vea) (?:hombres|a sus amigos)",
            "(?:salir|sacarme) de (?:esto|esta vida)",
            "trabajar todas las noches",
            "lo que me obligaron",
        ),
        weight=1.5,
    ),
    Sign(
        "controlled or watched",
        URGENT,
        (
            "controla (?:todo|mi|me)",
            "me controla",
            "(?:revisa|lee|rastrea|checa|vigila)(?:n)?(?: \\w+)? (?:mensajes|telefono|celular|cel|todo)",
            "me (?:rastrea|vigila|vigilan|revisa|checa)",
            "(?:le|me) (?:quita|quito) el (?:telefono|celular|cel)",
            "no (?:me|la|lo|nos) (?:deja|dejan)",
            "sin que (?:el|ella) sepa",
            "saben? donde vive",
            "no puedo decirle a nadie",
            "cuando sepa que",
        ),
        negated=True,
    ),
    Sign(
        "violence that goes on",
        URGENT,
        (
            "(?:me|nos|la|le) (?:<HITS>)(?! la casa)",
            "(?:me|nos|la|le) (?:<DID>)",
            "me dio una (?:cachetada|golpiza|patada)",
            "moretones",
            "(?:violencia domestica|pareja violenta|abusiv[oa])",
        ),
        weight=1.5,
    ),
    Sign(
        "threatened",
        URGENT,
        (
            "amenaz\\w+",
            "(?:chantaje\\w*|extorsion\\w*)",
            "(?:deportar|deportada|migracion|la migra)",
            "me va a (?:encontrar|hallar|buscar)",
            "(?:mandar|subir|publicar|ensenar)(?: las)? fotos",
            "piden dinero",
        ),
    ),
    Sign(
        "wants out",
        URGENT,
        (
            "(?:quiero|necesito|como|ayuden\\w* a|ayudar a|puedo|pude|tengo que|intento)(?: \\w+){0,2}"
            " (?:salir|salirme|irme|alejarme|escapar|escaparme|dejarlo|huir)",
            "(?:me|nos) (?:escapamos|escape|fui|fuimos|sali) (?:de|ayer|anoche|hace)?",
            "acabo de dejar",
            "termino con esto",
            "que esto pare",
            "que (?:el )?deje de",
            "quiero parar",
            "no puedo irme",
        ),
        negated=True,
    ),
    Sign(
        "under age",
        URGENT,
        (
            "(?:tengo|tiene|de|con) (?:1[0-7]|diez|once|doce|trece|catorce|quince|dieciseis|diecisiete)(?: anos?| y|$)",
            "menor de edad",
            "una? nin[oa] (?:toca|esta|pide)",
        ),
    ),
    Sign(
        "nowhere safe",
        URGENT,
        (
            "(?:no tengo|sin|ni) (?:a )?donde (?:ir|dormir|quedarme|vivir)",
            "lugar seguro",
            "(?:necesito|busco|hay|quiero)(?: \\w+){0,2} (?:refugio|albergue)",
            "(?:alojamiento|refugio) (?:de emergencia|con ninos)",
            "(?:vivo|duermo|dormimos|duermen) en (?:mi carro|el carro|la calle|el restaurante|la tienda)",
            "(?:trabajadores|muchachas)(?: \\w+){0,3} duermen",
            "no me siento segura",
            "dormir hoy",
        ),
        negated=True,
    ),
    Sign(
        "afraid",
        URGENT,
        (
            "(?:tengo|mucho|con|da|dan|tiene|le tienen|tienen)(?: \\w+)? miedo",
            "(?:asustada|asustado|aterrada)",
            "(?:me sigue|me anda) (?:buscando|escribiendo|llamando)",
            "temo",
        ),
    ),
    Sign(
        "thoughts of dying",
        URGENT,
        (
            "(?:pienso|pensado|pensando) en (?:morir\\w*|suicid\\w+|la muerte|matarme)",
            "(?:me quiero|quiero|queria|quisiera) morir(?:me)?",
            "no (?:puedo mas|aguanto|le veo sentido|vale la pena)",
            "no valgo",
            "(?:suicidio|suicida|hacerme dano|me voy a hacer dano)",
        ),
        negated=True,
    ),
    Sign(
        "somebody missing",
        URGENT,
        (
            "(?:desaparecio|esta desaparecida|se fue con un hombre|no aparece)",
            "con un hombre (?:mayor|que)",
        ),
        negated=True,
    ),
)
