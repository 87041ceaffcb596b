"""Records are taken out, everything else stays byte for byte, and the structure is still one."""

from __future__ import annotations

import json
from itertools import combinations

from sealcase.gather import structured_records, table_like
from sealcase.gather.encodings import decode_text
from sealcase.gather.structure import read_document
from sealcase.model import Kind
from sealcase.redact import cuts, without, without_rows

TABLE = 'a\nno,name,sum\n1,"x\ny",5\n\n2,"b, c",6\n3,d,7\n4,e,8\n5,f,9\n6,g,10\nend\n'


def test_of_a_list_as_many_commas_go_as_records() -> None:
    text = '{"x": [ {"n": 0} , {"n": 1},{"n": 2}\n,\n{"n": 3} ], "y": [{"n": 4}], "z": 1}'
    _, document = read_document(decode_text(text.encode(), "a"), "a")
    records = structured_records(document, Kind.JSON)
    for count in range(6):
        for kept in combinations(range(5), count):
            left = json.loads(without(text, cuts(records.starts, records.ends, records.lists, kept)))
            assert [row["n"] for row in (*left["x"], *left["y"])] == list(kept)
            assert left["z"] == 1


def test_rows_go_and_the_cells_that_stay_know_their_place() -> None:
    kind, table = read_document(decode_text(TABLE.encode(), "a"), "a")
    assert kind is Kind.CSV
    records = structured_records(table, kind)
    left = without_rows(table, cuts(records.starts, records.ends, records.lists, (1,)))
    assert left.text == 'a\nno,name,sum\n\n2,"b, c",6\nend\n'
    assert [left.text[cell.start : cell.end].strip('"') for cell in left.fields] == [cell.value for cell in left.fields]
    assert [(cell.row, cell.label) for cell in left.fields if cell.label] == [(3, "no"), (3, "name"), (3, "sum")]
    kind, _ = read_document(decode_text(left.text.encode(), "a"), "a")
    assert kind is Kind.TEXT  # too little is left to be sure
    again = table_like(left.text, left)
    assert again == left
