"""Sentences in Spanish for writers who mix both languages; same syntax and section names as in English."""

from __future__ import annotations

SECTIONS: dict[str, tuple[str, ...]] = {
    "greeting": (
        "{Hola|Buenas tardes|Buenas|Saludos}, soy [name]",
        "{Bienvenido|Gracias por leer|Hola amigo}, me llamo [name]",
    ),
    "self": (
        "Tengo [age] años y soy {alegre|tranquila|simpática|educada|paciente|conversadora}",
        "{Vengo|Soy} de {la costa|un pueblo pequeño|la montaña|una familia grande} y {hablo|entiendo} {español "
        "e inglés|dos idiomas}",
        "{Me dicen|Mis amigos dicen} que soy {amable|divertida|puntual|sincera|curiosa}",
    ),
    "likes": (
        "Me {gusta|encanta} {bailar|cocinar|leer|caminar|el cine|la música|el café|viajar} y {el teatro|la "
        "playa|la lluvia|el jazz}",
        "{Los domingos|Por las tardes|En verano} {leo|pinto|nado|camino|cocino} {sin prisa|con amigos|en el parque}",
        "{Prefiero|Siempre elijo} {una buena charla|un café|una cena tranquila|una película} {antes que|en "
        "lugar de} {una fiesta|la televisión}",
    ),
    "offer": (
        "{Compañía|Buena compañía} para {cenar|pasear|el teatro|una exposición|un concierto}",
        "{Masaje|Masajes} {relajante|de espalda|con aceite tibio|de pies} y {buena charla|música suave}",
        "{Te muestro|Conoce} la ciudad {a pie|de noche|sin prisa|como los vecinos}",
    ),
    "manners": (
        "{Por favor|Favor de} {llamar|escribir} con {respeto|tiempo|claridad}",
        "{No contesto|No respondo} {números ocultos|mensajes cortos|de madrugada}",
    ),
    "logistics": (
        "{Disponible|Atiendo|Estoy libre} {por las tardes|de lunes a viernes|los fines de semana|con cita}",
        "{Lugar|Departamento} {limpio|céntrico|tranquilo}, {fácil estacionamiento|cerca del metro|cerca del parque}",
    ),
    "visit": ("{De visita|De paso|Estoy} en [city] {esta semana|por unos días|hasta el viernes|hasta el domingo}",),
    "closing": ("{Nos vemos|Hasta pronto|Un saludo|Te espero}", "{Saludos|Cuídate}, [name]"),
    "call": ("{Llámame|Escríbeme|Llama o escribe} al [phone]", "{Mi número|Teléfono|Cel}: [phone]"),
}
