"""Signs of the ordinary and of what is not for us (tiers 1 and 0) in Spanish. Sources of the kinds: see
`spanish.py`."""

from __future__ import annotations

from safelight.textline.core.sign import NOT_OURS, ORDINARY, Sign

REST = (
    Sign(
        "may be ours",
        ORDINARY,
        (
            "(?:terapia|terapeuta|consejera|consejero|abogad[oa]|sobrevivientes?|grupo de apoyo|proteccion|clinica"
            "|voluntari[oa]|confidencial|anonimo|trata|pesadillas|panico|refugios?|programa|servicios|informacion"
            "|derechos|trabajadora social|cartel|capacitacion|psicolog[oa])",
            "(?:hay alguien|alguien ahi|hablar con|con quien hablar|platicar)",
            "(?:triste|sola|deprimida|ansiosa|cansada|llorar|llorando)",
            "gracias (?:por|a)",
            "ayuda",
            "(?:hola|buenas|buenos dias)",
        ),
        weight=0.5,
    ),
    Sign(
        "opting out in words",
        ORDINARY,
        (
            "no me (?:escriban|manden|escribas|mandes|contacten|molesten)",
            "(?:dejen|deja|paren) de (?:mandar|escribir|enviar|molestar)(?:me)?",
            "(?:cancelo|cancelar|parar) (?:los|estos) mensajes",
            "(?:quiten|quita|borren|borra|saquen) mi numero",
            "darme de baja",
        ),
        negated=True,
        weight=0.5,
    ),
    Sign(
        "advert or code",
        NOT_OURS,
        (
            "(?:ganaste|gano un|premio|tarjeta de regalo|reclam\\w+ en|enlace|haga clic|descuento"
            "|oferta especial|prestamos"
            "|responda ahora|estimado cliente|cuenta ha sido|fin de semana|por ciento|suscrib\\w+)",
            "codigo de (?:verificacion|acceso|seguridad)",
            "usa el codigo",
            "(?:su|tu) (?:paquete|cita|pedido|orden|codigo)",
            "recordatorio",
        ),
        weight=2,
    ),
    Sign("wrong number", NOT_OURS, ("(?:te equivocaste|numero equivocado|equivocado)",), weight=2),
    Sign(
        "jest",
        NOT_OURS,
        (
            "(?:jaja\\w*|jeje\\w*|jajaja|lol|es broma)",
            "esto es una prueba",
            "cuenta(?:me)? un chiste",
            "quien gana",
            "que tont[oa]s",
        ),
        weight=1,
    ),
    Sign(
        "chatter",
        NOT_OURS,
        (
            "(?:feliz cumpleanos|cumpleanos|fiesta|pelicula|tarea|pizza|leche|cenamos|cena|partido|futbol|entrenador"
            "|entrenamiento|junta|tortillas|papas|llantas|abuelita|perro|venado|noticias|juego|amor|calor|celular se)",
            "(?:nos vemos|te amo|vas a venir|a que hora empieza)",
            "(?:este|esta|el|la) \\w+ me esta matando",
            "me muero de (?:hambre|aburrimiento|risa|sueno|calor|frio)",
            "(?:estoy|toy) muerta",
        ),
        weight=1,
    ),
)
