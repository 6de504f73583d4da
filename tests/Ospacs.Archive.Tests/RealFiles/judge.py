# Judges stored objects with pydicom: nothing of the source's identity is left, the masked rectangles are one colour in every frame,
# every other pixel is the source's. Reads lines "stored<TAB>source<TAB>x,y,w,h;x,y,w,h" and prints what is wrong, a line each.
import re
import sys
import warnings

import numpy
import pydicom

warnings.simplefilter('ignore')

IDENTITY = ['PatientID', 'PatientName', 'PatientBirthDate', 'OtherPatientIDs', 'OtherPatientNames', 'AccessionNumber', 'ReferringPhysicianName',
            'PerformingPhysicianName', 'NameOfPhysiciansReadingStudy', 'OperatorsName', 'InstitutionName', 'InstitutionAddress', 'StationName',
            'DeviceSerialNumber', 'PhysiciansOfRecord', 'RequestingPhysician', 'PatientComments', 'PatientAddress', 'StudyInstanceUID',
            'SeriesInstanceUID', 'SOPInstanceUID', 'InstitutionalDepartmentName', 'AdmissionID']


def texts(dataset, path=''):
    for element in dataset:
        where = path + str(element.tag)
        if element.VR == 'SQ':
            for number, item in enumerate(element.value):
                yield from texts(item, f'{where}[{number}].')
        elif element.tag != 0x7FE00010:
            values = element.value if isinstance(element.value, (list, pydicom.multival.MultiValue)) else [element.value]
            for value in values:
                if isinstance(value, bytes):
                    yield where, element.VR, value.decode('latin-1')
                else:
                    yield where, element.VR, str(value)


def tokens(dataset):
    found = {}
    for keyword in IDENTITY:
        values = dataset.get(keyword, None)
        if values is None or values == '':
            continue
        for value in values if isinstance(values, (list, pydicom.multival.MultiValue)) else [values]:
            text = str(value).strip(' \0')
            if text:
                found[text] = keyword
                if keyword.endswith('Name') or keyword.endswith('Names') or 'Physician' in keyword:
                    found.update((part, keyword) for part in re.split(r'[\^= ]+', text) if len(part) >= 4)
    # The maker's own test pictures name the maker as the institution; the maker's name tells nobody who the patient is.
    maker = str(dataset.get('Manufacturer', '')).lower()
    return {token: keyword for token, keyword in found.items() if token.lower() not in maker}


for line in sys.stdin:
    stored_path, source_path, boxes = line.rstrip('\n').split('\t')
    stored = pydicom.dcmread(stored_path)
    source = pydicom.dcmread(source_path, force=True)
    name = source_path.rsplit('/', 1)[-1]
    haystack = list(texts(stored.file_meta)) + list(texts(stored))
    keywords = tokens(source)
    for token in keywords:
        for where, vr, value in haystack:
            hit = re.search(r'(?<![^\W\d_])' + re.escape(token) + r'(?![^\W\d_])', value, re.IGNORECASE) if len(token) >= 4 else token == value.strip(' \0')
            if hit and not (len(token) < 4 and vr in ('CS', 'IS', 'DS', 'US', 'UL', 'SS', 'SL', 'FD', 'FL')):
                print(f'{name}: identity ({keywords[token]}) is left in {where}')
    raw = open(stored_path, 'rb').read()
    for token in keywords:
        if len(token) >= 6 and token.encode('utf-8', 'ignore') in raw:
            print(f'{name}: identity is left in the bytes at {raw.index(token.encode())}')
    if any(element.tag.is_private for element in stored.iterall()):
        print(f'{name}: a private element is left')
    if raw[:128] != bytes(128):
        print(f'{name}: the preamble is not empty')

    frames = int(source.get('NumberOfFrames', 1) or 1)
    before = source.pixel_array.reshape((frames, source.Rows, source.Columns, -1))
    after = stored.pixel_array.reshape((frames, source.Rows, source.Columns, -1))
    masked = numpy.zeros((source.Rows, source.Columns), bool)
    for box in filter(None, boxes.split(';')):
        x, y, w, h = map(int, box.split(','))
        masked[y:y + h, x:x + w] = True
    for frame in range(frames):
        colours = numpy.unique(after[frame][masked], axis=0)
        if masked.any() and len(colours) != 1:
            print(f'{name}: the mask of frame {frame} has {len(colours)} colours')
        if not numpy.array_equal(before[frame][~masked], after[frame][~masked]):
            print(f'{name}: pixels of frame {frame} outside the mask have changed')
    if not masked.any():
        print(f'{name}: nothing is masked')
    if stored.get('BurnedInAnnotation') != 'NO' or stored.PatientIdentityRemoved != 'YES':
        print(f'{name}: the object does not say that it was cleaned')
    print(f'judged {name}')
