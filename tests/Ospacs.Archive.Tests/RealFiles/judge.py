# Judges stored objects with programs that share no code with this project: nothing of the source's identity is left, compressed frames
# hold nothing beside the picture, the masked rectangles are white or one colour in every frame, and every other pixel is the source's.
# Lossless pixels are held against each other bit by bit. Lossy JPEG is masked in whole blocks: white is exactly white inside what was asked
# for (the fill's level is cut off at white, so that no step of the quantiser is left to tolerate), but that colour reaches one sample from
# the mask's edge; farther than one colour sample outside the grown mask nothing may differ, and jpegtran's lossless crops must be the
# source's to the byte. Reads lines "stored<TAB>source<TAB>x,y,w,h;x,y,w,h" and prints what is wrong, a line each.
import io
import os
import re
import struct
import subprocess
import sys
import tempfile
import warnings

import numpy
import PIL.Image
import pydicom
from pydicom.encaps import generate_pixel_data_fragment, generate_pixel_data_frame, get_frame_offsets
from pydicom.filebase import DicomBytesIO

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


LOSSY = ['1.2.840.10008.1.2.4.50', '1.2.840.10008.1.2.4.51']
TO_NATIVE = {
    '1.2.840.10008.1.2.2': [['dcmconv', '+te']],
    '1.2.840.10008.1.2.4.50': [['dcmdjpeg', '--conv-never'], ['gdcmconv', '--raw']],
    '1.2.840.10008.1.2.4.51': [['dcmdjpeg', '--conv-never'], ['gdcmconv', '--raw']],
    '1.2.840.10008.1.2.4.57': [['dcmdjpeg', '--conv-never'], ['gdcmconv', '--raw']],
    '1.2.840.10008.1.2.4.70': [['dcmdjpeg', '--conv-never'], ['gdcmconv', '--raw']],
    '1.2.840.10008.1.2.4.80': [['dcmdjpls'], ['gdcmconv', '--raw']],
    '1.2.840.10008.1.2.5': [['dcmdrle'], ['gdcmconv', '--raw']],
}


def frames_of(dataset):
    return int(dataset.get('NumberOfFrames', 1) or 1)


def streams(dataset):
    """The compressed frames."""
    return list(generate_pixel_data_frame(dataset.PixelData, frames_of(dataset)))


def fragments(dataset):
    """How many fragments there are behind the offset table."""
    data = DicomBytesIO(dataset.PixelData)
    data.is_little_endian = True
    get_frame_offsets(data)
    return len(list(generate_pixel_data_fragment(data)))


def shaped(dataset, pixels):
    return pixels.reshape((frames_of(dataset), dataset.Rows, dataset.Columns, -1))


def as_pil_sees(dataset):
    """Frames by PIL, in the components that they are coded in."""
    pictures = []
    for stream in streams(dataset):
        picture = PIL.Image.open(io.BytesIO(stream))
        if dataset.PhotometricInterpretation.startswith('YBR'):
            picture.draft('YCbCr', picture.size)
            assert picture.mode == 'YCbCr', picture.mode
        pictures.append(numpy.asarray(picture))
    return shaped(dataset, numpy.stack(pictures))


def decoded(path, dataset):
    """The pixels, as each of several programs sees them."""
    syntax = dataset.file_meta.TransferSyntaxUID
    if syntax in LOSSY and dataset.BitsAllocated == 8:
        yield 'PIL', as_pil_sees(dataset)
    for program in TO_NATIVE.get(syntax, []):
        with tempfile.TemporaryDirectory() as folder:
            target = os.path.join(folder, 'native.dcm')
            subprocess.run(program + [path, target], check=True, capture_output=True)
            yield program[0], shaped(dataset, pydicom.dcmread(target).pixel_array)
    if syntax not in TO_NATIVE or syntax == pydicom.uid.RLELossless:
        yield 'pydicom', shaped(dataset, dataset.pixel_array)


def area(dataset, boxes):
    pixels = numpy.zeros((dataset.Rows, dataset.Columns), bool)
    for x, y, w, h in boxes:
        pixels[max(y, 0):y + h, max(x, 0):x + w] = True
    return pixels


def segments(stream):
    """Marker and parameters of each segment of a JPEG stream, coded data left out; at last what stands behind the end."""
    at = 2
    while True:
        at = stream.index(b'\xff', at)
        marker = stream[at + 1]
        if marker == 0xD9:
            yield marker, stream[at + 2:]
            return
        if marker == 0xFF:
            at += 1
        elif marker < 0x80 or 0xD0 <= marker <= 0xD7:
            at += 2
        else:
            length, = struct.unpack('>H', stream[at + 2:at + 4])
            yield marker, stream[at + 4:at + 2 + length]
            at += 2 + length


def beside_the_picture(stream):
    """What a frame holds that could carry words."""
    for marker, parameters in segments(stream):
        jfif = marker == 0xE0 and parameters[:5] == b'JFIF\0' and len(parameters) == 14 and parameters[12:] == bytes(2)
        adobe = marker == 0xEE and parameters[:5] == b'Adobe' and len(parameters) == 12
        end = marker == 0xD9 and parameters in (b'', b'\0')
        if (0xE0 <= marker <= 0xEF or 0xF9 <= marker <= 0xFE or marker == 0xD9) and not (jfif or adobe or end):
            yield f'segment {marker:02X} of {len(parameters)} bytes'


def sampling(stream):
    """Horizontal and vertical sampling of each component."""
    header = next(parameters for marker, parameters in segments(stream) if marker in (0xC0, 0xC1))
    return [(header[7 + 3 * i] >> 4, header[7 + 3 * i] & 15) for i in range(header[5])]


def aligned(box, across, down):
    """A rectangle grown to the edges of a grid."""
    x, y, w, h = box
    right, bottom = -(-(x + w) // across) * across, -(-(y + h) // down) * down
    return x // across * across, y // down * down, right - x // across * across, bottom - y // down * down


def judge_lossy(name, source, boxes, before, after):
    first = streams(source)[0]
    factors = sampling(first)
    most = [max(f[i] for f in factors) for i in (0, 1)]
    margin = [most[i] // min(f[i] for f in factors) for i in (0, 1)]
    grown = [aligned(box, 8 * most[0] // f[0], 8 * most[1] // f[1]) for box in boxes for f in factors]
    near = area(source, [(x - margin[0], y - margin[1], w + 2 * margin[0], h + 2 * margin[1]) for x, y, w, h in grown])
    # Where the mask ends, colour is interpolated over that margin; at the picture's own edge it is not.
    bare = ~area(source, grown)
    edge = area(source, [(x - margin[0], y - margin[1], 2 * margin[0] + 1, 2 * margin[1] + 1) for y, x in numpy.argwhere(bare & near)]) if margin != [1, 1] else bare
    asked = area(source, boxes)
    white = [(1 << source.BitsStored) - 1] * source.SamplesPerPixel
    if source.PhotometricInterpretation.startswith('YBR'):
        white[1:] = [128, 128]
    for frame in range(len(after)):
        for sample, level in enumerate(white):
            inside = after[frame][..., sample][asked if sample == 0 or source.PhotometricInterpretation == 'RGB' else asked & ~edge]
            if (inside != level).any():
                print(f'{name}: sample {sample} of frame {frame} is {inside.min()} to {inside.max()} in the mask')
        if not numpy.array_equal(before[frame][~near], after[frame][~near]):
            print(f'{name}: pixels of frame {frame} outside the grown mask have changed')


def free_rectangles(source, boxes, across, down):
    """The picture but for the cells of a grid that a rectangle meets, in rectangles."""
    cells = area(source, [aligned(box, across, down) for box in boxes])[::down, ::across]
    rectangles, open_runs = [], {}
    for row in range(len(cells) + 1):
        free = numpy.concatenate([[0], ~cells[row], [0]]) if row < len(cells) else [0, 0]
        edges = numpy.flatnonzero(numpy.diff(free))
        runs = set(zip(edges[::2], edges[1::2]))
        for run in [run for run in open_runs if run not in runs]:
            top = open_runs.pop(run)
            rectangles.append((run[0] * across, top * down, min(run[1] * across, source.Columns), min(row * down, source.Rows)))
        for run in runs - open_runs.keys():
            open_runs[run] = row
    return rectangles


def cropped(stream, rectangle, *arguments):
    left, top, right, bottom = rectangle
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'frame.jpg')
        with open(path, 'wb') as file:
            file.write(stream)
        crop = f'{right - left}x{bottom - top}+{left}+{top}'
        return subprocess.run(['jpegtran', '-copy', 'none', '-optimize', *arguments, '-crop', crop, path], check=True, capture_output=True).stdout


def judge_coefficients(name, source, stored, boxes):
    """Lossless crops of what is not masked: whole units of all components, and blocks of luminance alone."""
    before, after = streams(source), streams(stored)
    # Of long clips the first and the last frame.
    for frame in range(len(before)) if len(before) < 5 else (0, len(before) - 1):
        factors = sampling(before[frame])
        unit = [8 * max(f[i] for f in factors) for i in (0, 1)]
        crops = [(rectangle, []) for rectangle in free_rectangles(source, boxes, *unit)]
        if len(factors) == 3 and source.PhotometricInterpretation != 'RGB':
            crops += [(rectangle, ['-grayscale']) for rectangle in free_rectangles(source, boxes, 8, 8)]
        if not crops:
            print(f'{name}: nothing is left to be held against the source')
        for rectangle, arguments in crops:
            if cropped(before[frame], rectangle, *arguments) != cropped(after[frame], rectangle, *arguments):
                print(f'{name}: coefficients of frame {frame} have changed within {rectangle} {arguments}')


def judge_lossless(name, source, boxes, before, after):
    masked = area(source, boxes)
    for frame in range(len(after)):
        colours = numpy.unique(after[frame][masked], axis=0)
        if len(colours) != 1:
            print(f'{name}: the mask of frame {frame} has {len(colours)} colours')
        if not numpy.array_equal(before[frame][~masked], after[frame][~masked]):
            print(f'{name}: pixels of frame {frame} outside the mask have changed')


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

    syntax = stored.file_meta.TransferSyntaxUID
    if syntax.is_compressed:
        if fragments(stored) != frames_of(stored):
            print(f'{name}: frames and fragments are not as many')
        for number, stream in enumerate(streams(stored)):
            if syntax != pydicom.uid.RLELossless:
                for left in beside_the_picture(stream):
                    print(f'{name}: {left} is left in frame {number}')
            for token in keywords:
                if len(token) >= 4 and token.encode('utf-8', 'ignore') in stream:
                    print(f'{name}: identity is left in the bytes of frame {number}')
    if syntax != source.file_meta.TransferSyntaxUID or frames_of(stored) != frames_of(source):
        print(f'{name}: it has another syntax or number of frames')
    if syntax in LOSSY and (stored.LossyImageCompression != '01' or not stored.LossyImageCompressionMethod or not stored.LossyImageCompressionRatio):
        print(f'{name}: it does not say that detail was lost')

    boxes = [tuple(map(int, box.split(','))) for box in filter(None, boxes.split(';'))]
    if not boxes:
        print(f'{name}: nothing is masked')
        continue
    seen = 0
    for (program, before), (_, after) in zip(decoded(source_path, source), decoded(stored_path, stored)):
        (judge_lossy if syntax in LOSSY else judge_lossless)(f'{name} ({program})', source, boxes, before, after)
        seen += 1
    if seen == 0:
        print(f'{name}: nothing decoded it')
    if syntax in LOSSY and stored.BitsAllocated == 8:
        judge_coefficients(name, source, stored, boxes)
    if stored.get('BurnedInAnnotation') != 'NO' or stored.PatientIdentityRemoved != 'YES':
        print(f'{name}: the object does not say that it was cleaned')
    print(f'judged {name}')
