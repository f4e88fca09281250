"""Words that tell what a message is about, in each language of the migrant's door and those it will speak next.

Pieces of words, without endings: a message that holds one of them tells whoever holds the telephone too much. In
the order: wage, employer, worker, case or claim, complaint, court or law, lawyer, union, embassy, police, help,
code or secret, passport, centre or office, appointment, money.
"""

_LISTED: dict[str, str] = {
    "en": """
        wage, salar, employ, boss, worker, migrant, case, claim, complain, court, legal, lawyer, union,
        embassy, consul, police, help, code, secret, password, passport, centre, center, office,
        appointment, money, waymark, traffick, shelter, rights
    """,
    "am": """
        ደሞዝ, ደመወዝ, አሠሪ, ሠራተኛ, ስደተኛ, ጉዳይ, አቤቱታ, ፍርድ, ሕግ, ጠበቃ, ማኅበር, ኤምባሲ, ፖሊስ, እርዳታ, ኮድ, ምስጢር, ፓስፖርት, ማዕከል,
        ቢሮ, ቀጠሮ, ገንዘብ
    """,
    "ar": """
        راتب, أجر, صاحب, كفيل, عامل, مهاجر, قضي, مطالب, شكو, محكم, قانون, محام, نقاب, سفار, قنصل, شرط,
        مساعد, رمز, سري, جواز, مركز, مكتب, موعد, مال
    """,
    "bn": """
        বেতন, মজুরি, মালিক, শ্রমিক, কর্মী, প্রবাসী, মামলা, দাবি, অভিযোগ, আদালত, আইন, উকিল, ইউনিয়ন, দূতাবাস,
        পুলিশ, সাহায্য, কোড, গোপন, পাসপোর্ট, কেন্দ্র, অফিস, টাকা
    """,
    "es": """
        salari, sueldo, emplead, patr, trabaj, migrante, caso, reclam, queja, denuncia, tribunal, juzgad,
        abogad, sindicat, embajad, consul, polic, ayuda, código, clave, secret, pasaport, centro, oficina,
        cita, dinero
    """,
    "fil": """
        sahod, sweldo, amo, employer, manggagawa, migrante, kaso, reklamo, hukuman, korte, batas, abogado,
        unyon, embahada, pulis, tulong, kodigo, code, lihim, pasaporte, sentro, opisina, pera
    """,
    "fr": """
        salair, employeur, patron, travail, migrant, dossier, réclam, plainte, tribunal, juridi, avocat,
        syndicat, ambassad, consul, polic, aide, code, secret, passeport, centre, bureau, rendez, argent
    """,
    "hi": """
        वेतन, मज़दूरी, मजदूरी, मालिक, नियोक्ता, श्रमिक, कामगार, प्रवासी, मामल, केस, दाव, शिकायत, अदालत,
        क़ानून, कानून, वकील, यूनियन, दूतावास, पुलिस, मदद, कोड, गुप्त, पासपोर्ट, केंद्र, कार्यालय, पैस
    """,
    "id": """
        gaji, upah, majikan, pekerja, migran, kasus, tuntut, keluhan, pengadilan, hukum, pengacara, serikat,
        kedutaan, polisi, bantu, kode, rahasia, paspor, pusat, kantor, uang
    """,
    "km": """
        ប្រាក់ខែ, ប្រាក់ឈ្នួល, និយោជក, កម្មករ, ពលករ, សំណុំរឿង, បណ្តឹង, តុលាការ, ច្បាប់, មេធាវី, សហជីព,
        ស្ថានទូត, ប៉ូលិស, ជំនួយ, កូដ, សម្ងាត់, លិខិតឆ្លងដែន, មជ្ឈមណ្ឌល, ការិយាល័យ
    """,
    "my": """
        လုပ်ခ, လစာ, အလုပ်ရှင်, အလုပ်သမား, ရွှေ့ပြောင်း, အမှု, တိုင်ကြား, တရားရုံး, ဥပဒေ, ရှေ့နေ, သမဂ္ဂ,
        သံရုံး, ရဲ, အကူအညီ, ကုဒ်, လျှို့ဝှက်, ပတ်စပို့, စင်တာ, ရုံး, ငွေ
    """,
    "ne": """
        तलब, ज्याला, मालिक, रोजगारदाता, श्रमिक, कामदार, प्रवासी, मुद्दा, दाबी, उजुरी, गुनासो, अदालत, कानुन,
        वकिल, युनियन, दूतावास, प्रहरी, सहयोग, मद्दत, कोड, गोप्य, राहदानी, पासपोर्ट, केन्द्र, कार्यालय, पैसा
    """,
    "si": """
        වැටුප, හාම්පුතා, සේවක, සංක්‍රමණික, නඩුව, පැමිණිල්ල, උසාවිය, නීති, වෘත්තීය, තානාපති, පොලිස්, උදව්,
        කේතය, රහස්, ගමන් බලපත්‍ර, මධ්‍යස්ථාන, කාර්යාල, මුදල්
    """,
    "sw": """
        mshahara, ujira, mwajiri, mfanyakazi, mhamiaji, kesi, dai, malalamiko, mahakama, sheria, wakili,
        muungano, ubalozi, polisi, msaada, siri, pasipoti, kituo, ofisi, fedha, pesa
    """,
    "ta": """
        சம்பளம், ஊதிய, முதலாளி, தொழிலாள, புலம்பெயர், வழக்கு, புகார், நீதிமன்ற, சட்ட, வழக்கறிஞ, தொழிற்சங்க,
        தூதரக, காவல், உதவி, குறியீடு, ரகசிய, கடவுச்சீட்டு, மைய, அலுவலக, பணம்
    """,
    "th": """
        ค่าจ้าง, เงินเดือน, นายจ้าง, แรงงาน, คนงาน, คดี, ร้องเรียน, ศาล, กฎหมาย, ทนาย, สหภาพ, สถานทูต,
        ตำรวจ, ช่วยเหลือ, รหัส, ความลับ, หนังสือเดินทาง, ศูนย์, สำนักงาน, เงิน
    """,
    "ur": """
        تنخواہ, اجرت, مالک, آجر, مزدور, کارکن, مہاجر, مقدم, دعو, شکایت, عدالت, قانون, وکیل, یونین, سفارت,
        پولیس, مدد, کوڈ, خفیہ, پاسپورٹ, مرکز, دفتر, پیس, رقم
    """,
    "vi": """
        lương, người chủ, lao động, công nhân, di cư, khiếu nại, tố cáo, tòa án, pháp luật, luật sư, công
        đoàn, đại sứ, cảnh sát, giúp, bí mật, hộ chiếu, trung tâm, văn phòng, tiền
    """,
}
TELLING = {code: [word.strip() for word in words.split(",")] for code, words in _LISTED.items()}
