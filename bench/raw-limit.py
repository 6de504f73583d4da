#!/usr/bin/python3
"""The bytes of a corpus as a database takes them quickest: bench/raw-limit.py CORPUS PARTS FOLDER

Writes, for PARTS importers, FOLDER/N.copy (rows of PostgreSQL's binary COPY: number, bytes) and FOLDER/N.sql (INSERTs of many rows, of at
most 8 MB each, for MariaDB): the same bytes that the importers read, a share of the files each."""
import pathlib
import struct
import sys

corpus, parts, folder = pathlib.Path(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3])
files = sorted(path for path in corpus.rglob('*') if path.is_file())
folder.mkdir(parents=True, exist_ok=True)
for part in range(parts):
    with open(folder / f'{part}.copy', 'wb') as copy, open(folder / f'{part}.sql', 'wb') as sql:
        copy.write(b'PGCOPY\n\xff\r\n\0' + struct.pack('>ii', 0, 0))
        held = 0
        for number in range(part, len(files), parts):
            data = files[number].read_bytes()
            copy.write(struct.pack('>hiqi', 2, 8, number, len(data)) + data)
            text = b"x'" + data.hex().encode() + b"'"
            if held and held + len(text) > 8 << 20:
                sql.write(b';\n')
                held = 0
            sql.write((b',' if held else b'INSERT INTO Raw VALUES ') + b'(%d,%s)' % (number, text))
            held += len(text)
        copy.write(struct.pack('>h', -1))
        sql.write(b';\n')
