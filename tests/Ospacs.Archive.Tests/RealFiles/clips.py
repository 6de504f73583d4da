# Makes lossy JPEG clips with cjpeg (and dcmcjpeg for 12 bits) and pydicom in a folder: every sampling, restart intervals, several fragments
# a frame, with an offset table and without one, and the patient's name in comments and application segments. Prints "file columns rows".
import os
import struct
import subprocess
import sys

import numpy
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import ExplicitVRLittleEndian, JPEGBaseline8Bit

NAME = 'Testerin^Annegret'
UID = '2.25.20261126.'
FRAMES = 3

# Name, columns, rows, frames, photometric interpretation, fragments a frame, whether there is an offset table, arguments of cjpeg.
CLIPS = [
    ('gray', 131, 97, FRAMES, 'MONOCHROME2', 1, True, ['-grayscale', '-restart', '7B']),
    ('ybr444', 133, 99, FRAMES, 'YBR_FULL', 2, True, ['-sample', '1x1']),
    ('ybr422', 150, 101, FRAMES, 'YBR_FULL_422', 3, False, ['-sample', '2x1', '-restart', '1']),
    ('ybr420', 201, 123, FRAMES, 'YBR_FULL_422', 2, True, ['-sample', '2x2', '-restart', '3B', '-quality', '40']),
    ('ybr420_optimized', 160, 112, FRAMES, 'YBR_FULL_422', 1, False, ['-sample', '2x2', '-optimize', '-quality', '95']),
    ('rgb', 129, 90, FRAMES, 'RGB', 2, False, ['-rgb', '-sample', '1x1']),
    # Larger than what an import holds in memory whole.
    ('large', 640, 480, 16, 'YBR_FULL_422', 1, True, ['-sample', '2x1', '-quality', '100']),
]


def picture(columns, rows, samples, number):
    """A sector of noise on black, and lines as of text."""
    y, x = numpy.mgrid[:rows, :columns]
    noise = numpy.random.RandomState(number).randint(0, 256, (rows, columns, samples))
    tissue = (abs(x - columns // 2) < y)[..., None] * (noise // 2 + (x * 3 + y + number)[..., None] % 128)
    tissue[8:rows:29, ::3] = 255
    return tissue.astype(numpy.uint8)


def encoded(folder, pixels, arguments):
    rows, columns, samples = pixels.shape
    path = os.path.join(folder, 'frame.pnm')
    with open(path, 'wb') as file:
        file.write(b'P%d\n%d %d\n255\n' % (5 if samples == 1 else 6, columns, rows) + pixels.tobytes())
    stream = subprocess.run(['cjpeg', *arguments, path], check=True, capture_output=True).stdout
    os.remove(path)
    words = [(0xFE, NAME.encode()), (0xE1, b'Exif\0\0' + NAME.encode())]
    return stream[:2] + b''.join(b'\xff' + bytes([marker]) + struct.pack('>H', len(text) + 2) + text for marker, text in words) + stream[2:]


def header(number, name, columns, rows, photometric, frames):
    clip = Dataset()
    clip.SOPClassUID = '1.2.840.10008.5.1.4.1.1.3.1'
    clip.SOPInstanceUID = f'{UID}1.{number}'
    clip.StudyDate = clip.ContentDate = '20261126'
    clip.StudyTime = clip.ContentTime = '101112'
    clip.AccessionNumber = clip.StudyID = clip.ReferringPhysicianName = clip.PatientBirthDate = clip.PatientSex = ''
    clip.Modality = 'US'
    clip.Manufacturer = 'Maker'
    clip.ManufacturerModelName = name
    clip.PatientName = NAME
    clip.PatientID = 'TA-4711'
    clip.StudyInstanceUID, clip.SeriesInstanceUID = f'{UID}2', f'{UID}3'
    clip.SeriesNumber, clip.InstanceNumber = 1, number
    clip.ImageType = ['ORIGINAL', 'PRIMARY']
    clip.SamplesPerPixel = 1 if photometric == 'MONOCHROME2' else 3
    clip.PhotometricInterpretation = photometric
    if clip.SamplesPerPixel == 3:
        clip.PlanarConfiguration = 0
    clip.NumberOfFrames, clip.Rows, clip.Columns = frames, rows, columns
    clip.FrameTime, clip.FrameIncrementPointer = 40, 0x00181063
    clip.BitsAllocated = clip.BitsStored = 8
    clip.HighBit, clip.PixelRepresentation = 7, 0
    return clip


def save(clip, path, syntax):
    clip.file_meta = FileMetaDataset()
    clip.file_meta.TransferSyntaxUID = syntax
    clip.file_meta.MediaStorageSOPClassUID, clip.file_meta.MediaStorageSOPInstanceUID = clip.SOPClassUID, clip.SOPInstanceUID
    clip.is_little_endian, clip.is_implicit_VR = True, False
    clip.save_as(path, write_like_original=False)


folder = sys.argv[1]
for number, (name, columns, rows, frames, photometric, fragments, table, arguments) in enumerate(CLIPS, 1):
    clip = header(number, name, columns, rows, photometric, frames)
    streams = [encoded(folder, picture(columns, rows, clip.SamplesPerPixel, frame), arguments) for frame in range(frames)]
    clip.PixelData = encapsulate(streams, fragments_per_frame=fragments, has_bot=table)
    clip['PixelData'].is_undefined_length = True
    save(clip, os.path.join(folder, name + '.dcm'), JPEGBaseline8Bit)
    print(name + '.dcm', columns, rows)

clip = header(0, 'bits12', 141, 95, 'MONOCHROME2', FRAMES)
clip.BitsAllocated, clip.BitsStored, clip.HighBit = 16, 12, 11
clip.PixelData = b''.join((picture(141, 95, 1, frame).astype(numpy.uint16) * 16 + 15).tobytes() for frame in range(FRAMES))
clip['PixelData'].VR = 'OW'
native = os.path.join(folder, 'native')
save(clip, native, ExplicitVRLittleEndian)
subprocess.run(['dcmcjpeg', '+ee', '+un', native, os.path.join(folder, 'bits12.dcm')], check=True, capture_output=True)
os.remove(native)
print('bits12.dcm 141 95')
