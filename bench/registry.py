#!/usr/bin/python3
"""Makes registries for measurements.
bench/registry.py CORPUS REGISTRY.csv       of a synthetic corpus (needs pydicom): one patient for each folder below CORPUS/DICOM.
bench/registry.py --made COUNT FOLDER       of COUNT made-up volunteers at 13 centres: FOLDER/registry.csv, and the same in FOLDER/registry.sqlite."""
import csv
import datetime
import pathlib
import random
import sqlite3
import sys

COLUMNS = ['SubjectId', 'PatientId', 'FamilyName', 'GivenName', 'BirthDate', 'Sex', 'Centre', 'FormerName', 'EnrolledOn', 'WithdrawnOn']


def of_corpus(corpus, target):
    import pydicom
    with open(target, 'w', encoding='utf-8', newline='') as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS[:7])
        for number, folder in enumerate(sorted((corpus / 'DICOM').iterdir())):
            first = next(path for path in sorted(folder.rglob('*')) if path.is_file())
            header = pydicom.dcmread(first, stop_before_pixels=True)
            name = header.PatientName
            given = ' '.join(part for part in (name.given_name, name.middle_name) if part)
            rows.writerow([f'T{number:05d}', header.PatientID, name.family_name, given, header.PatientBirthDate, header.PatientSex, 'C01'])


def made(count, folder):
    random.seed(20261127)
    syllables = ['an', 'bel', 'car', 'dor', 'el', 'fen', 'gar', 'hol', 'is', 'jen', 'kel', 'lor', 'mar', 'nor', 'ol', 'per', 'ros', 'sil', 'ton', 'wen', 'ø', 'é']

    def word():
        return ''.join(random.choice(syllables) for _ in range(random.randint(2, 3))).capitalize()

    family, given = [word() for _ in range(8000)], [word() for _ in range(900)]

    def row(number):
        born = datetime.date(1930, 1, 1) + datetime.timedelta(random.randrange(14600))
        enrolled = datetime.date(2001, 4, 1) + datetime.timedelta(random.randrange(1600))
        ids = f'{random.randrange(10**8):08d}' + (f'|B{number:07d}' if number % 10 == 0 else '')
        left = (enrolled + datetime.timedelta(random.randrange(3000))).isoformat() if number % 17 == 0 else ''
        return [f'T{number:06d}', ids, random.choice(family), f'{random.choice(given)} {random.choice(given)}', born.isoformat(), 'F', f'C{number % 13 + 1:02d}',
                random.choice(family) if number % 2 else '', enrolled.isoformat(), left]

    rows = [row(number) for number in range(count)]
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / 'registry.csv', 'w', encoding='utf-8', newline='') as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    (folder / 'registry.sqlite').unlink(missing_ok=True)
    database = sqlite3.connect(folder / 'registry.sqlite')
    database.execute(f"CREATE TABLE Volunteer ({', '.join(f'{column} TEXT' for column in COLUMNS)})")
    database.executemany(f"INSERT INTO Volunteer VALUES ({', '.join('?' * len(COLUMNS))})", rows)
    database.commit()
    database.close()


if sys.argv[1] == '--made':
    made(int(sys.argv[2]), pathlib.Path(sys.argv[3]))
else:
    of_corpus(pathlib.Path(sys.argv[1]), sys.argv[2])
