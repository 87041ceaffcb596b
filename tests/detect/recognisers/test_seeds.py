from __future__ import annotations

import pytest

from detect.looking import CARRIERS, values

ENGLISH = "legal winner thank year wave sausage worth useful legal winner thank yellow"
PHRASES = {
    "simplified": "枪 疫 霉 尝 俩 闹 饿 贤 枪 疫 霉 卿",
    "traditional": "槍 疫 黴 嘗 倆 鬧 餓 賢 槍 疫 黴 卿",
    "czech": "obrazec znak uznat zubovina zeman skupina zrcadlo vzchopit obrazec znak uznat zubr",
    "french": "implorer visage sonnette voyage véloce pourpre volaille tribunal implorer visage sonnette voyelle",
    "italian": "mimosa vita sussurro zinco vero saltare zattera ulisse mimosa vita sussurro zircone",
    "japanese": "そつう れきだい ほんやく わかす りくつ ばいか ろせん やちん そつう れきだい ほんやく わかめ",
    "korean": "실장 활동 큰절 흔적 형제 제대로 훈련 한글 실장 활동 큰절 흔히",
    "portuguese": "imitador vinheta sogro xerife veleiro pomar volumoso tratador imitador vinheta sogro xingar",
    "spanish": "ligero vista talar yogur venta queso yacer trozo ligero vista talar zafiro",
    "russian": "обед эпизод уважение якорь шланг скот юстиция хутор обед эпизод уважение январь",
    "turkish": "meziyet yüzyıl tosbağa zindan yoğurt silecek zılgıt vokal meziyet yüzyıl tosbağa zirzop",
}


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("language", PHRASES)
def test_phrases_of_every_language(language: str, carrier: str) -> None:
    phrase = PHRASES[language]
    for spelling in (phrase, phrase.replace(" ", ", "), phrase.replace(" ", "\n")):
        assert spelling in "\n".join(values(carrier.format(spelling), "SEED_PHRASE"))


def test_accents_may_be_left_out() -> None:
    plain = PHRASES["french"].replace("é", "e")
    assert values(plain, "SEED_PHRASE") == [plain]


def test_three_misread_words_do_not_hide_a_phrase() -> None:
    misread = "legal winner thank yaer wave sausage w0rth useful legal winer thank yellow"
    assert values(f"words: {misread}", "SEED_PHRASE") == [misread]


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_a_grid_read_in_any_order(columns: int) -> None:
    words = ENGLISH.split()
    words[3], words[7] = "yaer", "usefu1"
    rows = len(words) // columns
    lines = [
        "   ".join(f"{number + 1}. {words[number]}" for number in range(row, len(words), rows)) for row in range(rows)
    ]
    covered = " ".join(values("Back up\n" + "\n".join(lines) + "\nContinue", "SEED_PHRASE"))
    for word in words:
        assert word in covered


def test_a_grid_with_words_missing() -> None:
    words = ENGLISH.split()
    cells = [f"{number}. {word}" for number, word in enumerate(words, 1) if number not in (4, 9)]
    covered = " ".join(values("\n".join(cells), "SEED_PHRASE"))
    assert all(word in covered for number, word in enumerate(words, 1) if number not in (4, 9))


@pytest.mark.parametrize(
    "text",
    [
        "1. Open the app\n2. Choose a wallet\n3. Select network\n4. Enter the amount\n5. Confirm",
        "The payment was able to reach the bank but the account did not show any change until the next day",
        "Payment Details\nPayment Method\nNetwork Fee\nDaily Limit\nOrder Number\nSend Again\nView on Explorer",
        "床前明月光疑是地上霜举头望明月低头思故乡",
    ],
)
def test_sentences_and_steps_are_no_phrases(text: str) -> None:
    assert values(text, "SEED_PHRASE") == []
