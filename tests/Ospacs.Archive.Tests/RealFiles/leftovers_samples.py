# Makes objects that leftovers.py must find something in: a source of a known patient, a stored object without anything of it, and others
# with one string each. Arguments: a file to make them of, and the stored object's path; the others go beside it.
import sys

import pydicom

file, target = sys.argv[1:]
dataset = pydicom.dcmread(file)
dataset.remove_private_tags()
for element in list(dataset):
    if element.VR in ('PN', 'LO', 'SH', 'LT', 'ST', 'UT', 'SQ'):
        del dataset[element.tag]
dataset.PatientName, dataset.PatientID, dataset.PatientBirthDate = 'Quillfeather^Mary', 'B88341-77', '19500829'
dataset.StudyInstanceUID = '1.2.826.0.1.3680043.10.1338.4711.1'
dataset.save_as(target + '.source')
source_uids = (dataset.SOPInstanceUID, dataset.StudyInstanceUID)
dataset.PatientName = dataset.PatientID = 'T-1'
dataset.PatientBirthDate = ''
for element in list(dataset):
    if element.VR == 'UI' and 'Instance' in element.keyword:
        element.value = '2.25.1'
dataset.file_meta.MediaStorageSOPInstanceUID = '2.25.1'
dataset.save_as(target)
planted = [b'quillFEATHER', 'Quillfeather'.encode('utf-16-le'), 'B88341-77'.encode('utf-16-be'), b'of Mary', source_uids[1].encode(), source_uids[0].encode(),
           b'19500829', b'29.08.1950', b'29-aug-1950']
for number, text in enumerate(planted):
    dataset.add_new(0x00282000, 'OB', b'\1\2\3\0' + text + bytes(1 + len(text) % 2))
    dataset.save_as(f'{target[:-4]}{number}.dcm')
