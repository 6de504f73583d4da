#!/usr/bin/python3
"""Makes the registry of a synthetic corpus: bench/registry.py CORPUS REGISTRY.csv (needs pydicom). One patient for each folder below CORPUS/DICOM."""
import csv
import pathlib
import sys

import pydicom

corpus, target = pathlib.Path(sys.argv[1]), sys.argv[2]
with open(target, 'w', encoding='utf-8', newline='') as file:
    rows = csv.writer(file)
    rows.writerow(['SubjectId', 'PatientId', 'FamilyName', 'GivenName', 'BirthDate', 'Sex', 'Centre'])
    for number, folder in enumerate(sorted((corpus / 'DICOM').iterdir())):
        first = next(path for path in sorted(folder.rglob('*')) if path.is_file())
        header = pydicom.dcmread(first, stop_before_pixels=True)
        name = header.PatientName
        given = ' '.join(part for part in (name.given_name, name.middle_name) if part)
        rows.writerow([f'T{number:05d}', header.PatientID, name.family_name, given, header.PatientBirthDate, header.PatientSex, 'C01'])
