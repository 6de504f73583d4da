# Looks for what is left of a source's identity anywhere in the bytes of its stored object, and in those of the object with its pixels
# decompressed: names, numbers, UIDs and the birth date, in any case, as ASCII, Latin-1, UTF-8 and UTF-16. It goes by bytes and knows nothing
# of elements, so that what a reader overlooks is found all the same. Shares no code with what it judges. Reads a file of lines
# "stored<TAB>source"; prints what is left, a line each, and "searched" for each object.
import datetime
import os
import re
import subprocess
import sys
import tempfile
import warnings

import pydicom

warnings.simplefilter('ignore')

NUMBERS = ['PatientID', 'OtherPatientIDs', 'AccessionNumber', 'AdmissionID', 'StudyID', 'RequestedProcedureID', 'ScheduledProcedureStepID',
           'PerformedProcedureStepID', 'PatientAddress', 'PatientTelephoneNumbers', 'PlacerOrderNumberImagingServiceRequest',
           'FillerOrderNumberImagingServiceRequest', 'MedicalRecordLocator', 'ServiceEpisodeID']
MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split()


def values_of(element):
    value = element.value
    return [v for v in (value if isinstance(value, (list, pydicom.multival.MultiValue)) else [value]) if v not in (None, '')]


def identity(source):
    """The strings, each with the keyword that it comes from, and whether it must stand by itself."""
    dates = {str(e.value) for e in source.iterall() if e.VR == 'DA' and e.keyword != 'PatientBirthDate'}
    found = {}
    for element in source.iterall():
        for value in values_of(element):
            text = str(value).strip(' \0')
            if element.VR == 'PN':
                found.update((part, element.keyword) for part in re.split(r"[\^= ,.;_()'-]+", text) if len(part) >= 4)
            elif element.keyword in NUMBERS and len(text) >= 6 and not any(d and text.startswith(d) for d in dates):
                found[text] = element.keyword
            elif element.VR == 'UI' and re.search('InstanceUID|FrameOfReferenceUID', element.keyword) and not text.startswith('1.2.840.10008.') and len(text) >= 12:
                found[text] = element.keyword
            elif element.keyword == 'PatientBirthDate' and re.fullmatch(r'\d{8}', text) and text not in dates:
                try:
                    date = datetime.date(int(text[:4]), int(text[4:6]), int(text[6:]))
                except ValueError:
                    continue
                y, m, d = text[:4], text[4:6], text[6:]
                found[text] = found[d + m + y] = found[m + d + y] = element.keyword
                for sign in '-./ ':
                    for parts in ((y, m, d), (d, m, y), (m, d, y), (y, str(date.month), str(date.day)), (str(date.day), str(date.month), y), (str(date.month), str(date.day), y)):
                        found[sign.join(parts)] = element.keyword
                    for month in (MONTHS[date.month - 1],):
                        found[sign.join((d, month, y))] = found[sign.join((month, d, y))] = element.keyword
    # The maker's own test pictures are of patients that are called like the maker.
    maker = (str(source.get('Manufacturer', '')) + ' ' + str(source.get('ManufacturerModelName', ''))).lower()
    return {text: keyword for text, keyword in found.items() if text.lower() not in maker}


def spellings(text):
    for encoding in ('ascii', 'latin-1', 'utf-8', 'utf-16-le', 'utf-16-be'):
        for spelt in {text, text.upper(), text.lower()}:
            try:
                yield encoding, spelt.encode(encoding)
            except UnicodeEncodeError:
                pass


def search(name, what, data, header, strings):
    folded, folded_header = data.lower(), header.lower()
    for text, keyword in strings.items():
        for encoding, form in spellings(text):
            form = form.lower()
            # Five letters turn up among pixels by chance, and inside other words.
            place = folded if len(text) >= 6 else folded_header
            wide = b'\0?' if encoding.startswith('utf-16') else b''
            number = not re.search('[^0-9. /-]', text)
            beside = b'[0-9]' if number else b'[a-z0-9]'
            pattern = re.escape(form)
            if len(text) < 6 or number:
                pattern = b'(?<!' + beside + b')' + pattern + b'(?!' + wide + beside + b')'
            hit = re.search(pattern, place)
            if hit:
                print(f'{name}: {keyword} is left in {what}, in {encoding}, at byte {hit.start()}')
                break


for line in open(sys.argv[1]):
    stored_path, source_path = line.rstrip('\n').split('\t')
    name = os.path.basename(stored_path) + ' of ' + os.path.basename(source_path)
    source = pydicom.dcmread(source_path, force=True)
    strings = identity(source)
    strings.update({text: keyword for text, keyword in identity(source.file_meta).items()})
    if 'MediaStorageSOPInstanceUID' in source.file_meta:
        strings[str(source.file_meta.MediaStorageSOPInstanceUID)] = 'MediaStorageSOPInstanceUID'
    stored = pydicom.dcmread(stored_path)
    raw = open(stored_path, 'rb').read()
    pixels = stored['PixelData'].value
    at = raw.rindex(pixels[:4096])
    header = raw[:at] + raw[at + len(pixels):]
    # The subject and the trial stand there on purpose.
    strings = {text: keyword for text, keyword in strings.items() if text not in (str(stored.PatientID), str(stored.get('ClinicalTrialSponsorName')))}
    if not strings:
        print(f'{name}: the source has nothing to look for')
    search(name, 'the bytes', raw, header, strings)
    if stored.file_meta.TransferSyntaxUID.is_compressed:
        with tempfile.TemporaryDirectory() as folder:
            native = os.path.join(folder, 'native.dcm')
            subprocess.run(['gdcmconv', '--raw', stored_path, native], check=True, capture_output=True)
            decompressed = pydicom.dcmread(native)
            assert not decompressed.file_meta.TransferSyntaxUID.is_compressed
            search(name, 'the decompressed object', open(native, 'rb').read(), b'', strings)
    print(f'searched {name}')
