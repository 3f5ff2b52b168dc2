"""A small question bank and the passages of its provisions."""

from data.question_bank import BankQuestion

BANK = (
    BankQuestion("Мылтық сатып алу?", "kk", "a", ("art_1",)),
    BankQuestion("Тапанша алып жүру?", "kk", "a", ("art_1", "art_2")),
    BankQuestion("Паспорт беру?", "kk", "a", ("art_3",)),
    BankQuestion("Борщ пісіру?", "kk", "a", ()),
    BankQuestion("Жойылған бап?", "kk", "a", ("art_9",)),
)
ROWS = {("a", "art_1"): [0, 1], ("a", "art_2"): [2], ("a", "art_3"): [3], ("b", "art_1"): [4]}
