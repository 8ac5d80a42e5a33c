"""Frequent words, endings and letters of English, Spanish and languages often met beside them.

Our own choice (2026-11) of words that a short message is likely to hold. Accents may be missing, as people type. Only
English and Spanish are told apart with care; the others serve to notice that a text is neither.
"""

from __future__ import annotations


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


WORDS: dict[str, frozenset[str]] = {
    "en": _listed("""
        the of and a to in is you that it he was for on are as with his they i at be this have from or had by
        not but what all were we when your can said there an each which she do how their if will up other about
        out many then them these so some her would make like him into time has look more go see no way could
        people my than first been call who its now find long down day did get come made may part over new take
        only little work know place years live me back give most very after things our just name good man think
        say great where help through much before line right too mean old any same tell boy follow came want show
        also around three small set put end does another well large must big even such because turn here why ask
        went men read need land home us move try kind hand again change off play away house point page letter
        mother answer found still learn should world high every near add food between own below last school
        father keep start city night never under story saw left don't few while along might close something seem
        next hard open begin life always those both paper together got group often run until side feet car mile
        walk white sea began grow took river four carry state once book hear stop without later miss idea enough
        eat face watch far really almost let above girl sometimes young talk soon list song being leave family
        it's i'm he's she's they're can't won't dont cant im hes ive u ur pls plz thx ok yes yeah hey hello hi
        thanks please sorry love lol omg gonna wanna gotta rn tonight today tomorrow yesterday someone anyone
        nobody everyone police phone money boyfriend husband wife friend scared hurt safe sick room door kids
        baby job boss pay free wrong number text message who's what's that's there's isn't doesn't didn't wasn't
        years ago week month year hour minutes happy birthday morning afternoon dinner lunch coffee tired bad
        better best nice cool wait sure maybe guess meet pick drive bus school homework class game movie party
        weekend government company system program question number during against business however student
        students free real social public water community president several white black children women power
        history level office health person art war reason research education policy process music including data
        market moment air teacher force order security court field effect study rate
        """),
    "es": _listed("""
        de la que el en y a los se del las un por con no una su para es al lo como mas o pero sus le ha me si
        sin sobre este ya entre cuando todo esta ser son dos tambien fue habia era muy anos hasta desde mi
        porque que solo han yo hay vez puede todos asi nos ni parte tiene el uno donde bien tiempo mismo ese
        ahora cada e vida otro despues te otros aunque esa eso hace otra gobierno tan durante siempre dia tanto
        ella tres si dijo sido gran pais segun menos mundo ano antes estado quiero hacer algo casa estaba estoy
        estas estan estamos soy eres somos voy vas va vamos van tengo tienes tenemos tienen tenia hola gracias
        favor ayuda ayudame ayudenme necesito necesitamos puedo puedes podemos pueden quieren quiere sabe saben
        se dice dicen hoy ayer manana noche tarde ahorita aqui alla ahi miedo policia trabajo dinero hermana
        hermano mama papa hija hijo hijos esposo esposa novio novia amiga amigo jefe patron hombre mujer nina
        nino ninos gente alguien nadie nada nunca mal bueno buena buenas buenos dias mucho mucha muchos muchas
        poco pues entonces cual quien quienes cuanto cuanta porfa xfa pq xq q k tb donde adonde luego mientras
        contra hacia fuera dentro salir irme ir venir ver decir dar saber llegar pasar deber poner parecer
        quedar creer hablar llevar dejar seguir encontrar llamar vivir tomar escribir perder entender pedir
        recibir recordar telefono mensaje mensajes numero equivocado calle cuarto puerta coche carro papeles
        pasaporte deja dejan siento sola solo triste cansada feliz cumpleanos tia tio abuela primo primero
        primera nuevo nueva mejor peor esto estos estas aquel aquella unos unas nuestro nuestra tu tus usted
        ustedes ellos ellas nosotros cosa cosas forma lugar caso grupo problema mano momento tipo punto agua
        lado semana mes hora horas minuto minutos fue fueron hizo hicieron he hemos has haya sea sean esten vaya
        venga vengan manden llamen urgente
        """),
    "pt": _listed("""
        nao uma com os as do da dos das em um para voce voces eu ele ela isso esta muito mais mas foi ser tem
        sao seu sua ja tambem so pelo pela ate quando mesmo depois sem nos obrigado obrigada por favor ajuda
        preciso estou minha meu aqui agora hoje onde porque quem fazer bom dia noite casa trabalho dinheiro tudo
        nada ninguem alguem oi ola tenho quero pode posso ontem amanha ainda entao gente policia medo
        """),
    "fr": _listed("""
        le la les des du un une et est dans que qui pour pas sur avec je tu il elle nous vous ils ce cette mais
        ou ne plus se son sa ses mon ma mes par au aux en suis es sont ai avoir etre fait tres bien merci
        bonjour oui non aide aidez moi besoin peur police maison aujourd'hui demain ici quand comme tout tous
        rien c'est j'ai n'est s'il plait quoi pourquoi chez sans sous encore deux
        """),
    "it": _listed("""
        il lo gli i un una di che e non per con del della dei delle sono sei siamo ho hai ha abbiamo mi ti ci vi
        si questo questa ma anche come piu molto bene grazie ciao aiuto bisogno ho paura casa oggi domani qui
        quando dove perche chi tutto niente nel nella al alla io tu lui lei noi loro essere fare stato stata
        """),
    "de": _listed("""
        der die das und ist nicht ein eine einen ich du er sie es wir ihr mit auf fur von zu den dem des im in
        am an als auch bei nach aus wie aber oder wenn hat habe haben bin bist sind war werden wird kann muss
        sich mich mir dir bitte hilfe danke hallo ja nein heute morgen hier wo wer was warum noch nur schon sehr
        kein keine zum zur uber unter vor durch
        """),
    "nl": _listed("""
        de het een en van ik je is niet dat die in te op aan met voor er zijn was maar om hem dan zou of wat
        mijn men dit zo door over ze zich bij ook tot naar kan heb hebt heeft ben bent hij zij wij jij u geen
        nog wel deze hulp alsjeblieft dank hallo ja nee vandaag morgen waar wie waarom uit
        """),
    "ht": _listed("""
        mwen ou li nou yo pa gen nan ak pou ki sa se te ap pral kote kounye la tanpri ede mwen èd bezwen lapolis
        kay fanm gason pitit lajan travay anpil tout moun poukisa kijan mesi bonjou bonswa wi non m' w' l' pe pè
        jodi a demen yon sou avek ale vini fe fè
        """),
    "tl": _listed("""
        ang ng sa na ay mga ko mo siya ako ikaw kami tayo sila ito iyan hindi oo po ba lang din rin kung para
        may wala tulong tulungan kailangan gusto takot bahay pulis pera trabaho ngayon bukas kahapon saan bakit
        paano salamat kumusta nasa namin akin
        """),
    "vi": _listed("""
        toi ban anh em la khong co va cua trong cho mot nhung da dang se duoc nay voi nguoi lam gi o dau giup
        giup toi xin cam on chao nha canh sat so tien bay gio hom nay
        """),
    "pl": _listed("""
        nie jest to sie na i w z ze do co jak tak ale czy jestem mam masz ma moj moja prosze pomoc pomocy
        dziekuje czesc tak nie dom policja dzisiaj jutro gdzie kto dlaczego juz tylko bardzo przez dla od po ten
        ta byl byla przy
        """),
    "tr": _listed("""
        bir ve bu da de icin ile ne var yok ben sen o biz siz onlar degil mi mu cok ama gibi daha kadar olan
        yardim lutfen tesekkur merhaba evet hayir polis ev bugun yarin nerede kim neden simdi
        """),
    "so": _listed("""
        waa ma ku ka iyo in la oo aan uu ay waxaan waxay caawi caawimaad fadlan mahadsanid haa maya booliis guri
        maanta berri halkee maxaa i caawi ii
        """),
    "ro": _listed("""
        nu este si in la cu de pe un o sa am ai are sunt eu tu el ea noi voi ei pentru din mai ce cum unde cine
        ajutor va rog multumesc buna da acasa politia azi maine aici foarte care
        """),
    "sv": _listed("""
        och att det i en jag hon som han på den med var sig för så till är men ett om hade de av icke mig du
        henne då sin nu har inte hans honom skulle hennes där min man ej vid kunde något från ut när efter upp
        vi dem vara vad över än dig kan hjalp snalla tack hej ja nej
        """),
    "id": _listed("""
        yang dan di ini itu dengan untuk tidak dari dalam akan pada saya kamu dia kami kita mereka ada bisa
        sudah tolong bantu terima kasih rumah polisi hari apa siapa dimana kenapa juga atau adalah ke
        """),
}

LETTERS: dict[str, str] = {
    "es": "ñ",
    "pt": "ãõ",
    "fr": "èêëœàùî",
    "de": "ßöü",
    "ht": "ò",
    "vi": "ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
    "pl": "ąćęłńśźż",
    "tr": "ğışİ",
    "ro": "ăâșțşţ",
    "sv": "åä",
}

ENDINGS: tuple[tuple[str, str], ...] = (
    ("ciones", "es"),
    ("cion", "es"),
    ("mente", "es"),
    ("iendo", "es"),
    ("ando", "es"),
    ("idad", "es"),
    ("iones", "es"),
    ("arlo", "es"),
    ("aron", "es"),
    ("ieron", "es"),
    ("aba", "es"),
    ("ado", "es"),
    ("ada", "es"),
    ("ados", "es"),
    ("adas", "es"),
    ("ido", "es"),
    ("ita", "es"),
    ("ito", "es"),
    ("illo", "es"),
    ("eria", "es"),
    ("coes", "pt"),
    ("cao", "pt"),
    ("amos", "es"),
    ("emos", "es"),
    ("ing", "en"),
    ("tion", "en"),
    ("tions", "en"),
    ("ness", "en"),
    ("ment", "en"),
    ("ship", "en"),
    ("less", "en"),
    ("ful", "en"),
    ("ght", "en"),
    ("ck", "en"),
    ("ed", "en"),
    ("ly", "en"),
    ("ers", "en"),
    ("ough", "en"),
    ("th", "en"),
    ("ee", "en"),
    ("oo", "en"),
    ("ous", "en"),
    ("able", "en"),
    ("ism", "en"),
    ("aux", "fr"),
    ("ique", "fr"),
    ("eur", "fr"),
    ("ement", "fr"),
    ("ung", "de"),
    ("lich", "de"),
    ("keit", "de"),
    ("zione", "it"),
    ("zioni", "it"),
    ("ijk", "nl"),
    ("owa", "pl"),
    ("owski", "pl"),
    ("ych", "pl"),
    ("ler", "tr"),
    ("lar", "tr"),
)
