#!/usr/bin/python3
"""Pictures to measure the search for text on: bench/text-corpus.py OUT COUNT SEED

Writes COUNT pictures that are like ultrasound, of many kinds, as OUT/NNNNN.ppm, and OUT/index.tsv. In every second picture a name or
another line of text stands in what is kept, in one of the fonts that this machine has; every eighth picture is a clip of five frames
one behind the other in its file, whose text stands still. Some went through JPEG. Tab-separated columns of the index:
file, frames, kind, masked (x,y,w,h;...), text box or -, cap height, level of the text, mean and spread of what lies under it, polarity,
font, smooth or not, JPEG quality or 0, text. Everything follows from SEED. Needs numpy, PIL and fonts (fonts-dejavu-core, fonts-urw-base35)."""
import sys, os, glob, io, math
import numpy as np
from PIL import Image, ImageDraw, ImageFont

OUT, COUNT, SEED = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
SIZES = [(800, 600), (640, 480), (1024, 768), (480, 430), (384, 288)]
FONTS = sorted(f for f in glob.glob('/usr/share/fonts/truetype/dejavu/*.ttf') + glob.glob('/usr/share/fonts/opentype/urw-base35/*.otf')
               + glob.glob('/usr/share/fonts/truetype/noto/*.ttf') if not any(w in f for w in ('D050000L', 'StandardSymbols', 'Z003', 'Math')))
NAMES = ['SMITH, JOHN', 'Garcia Maria', 'KOWALSKI^ANNA', 'Jensen', 'LEE', "O'Neill, Sinead", 'DUBOIS ELODIE', 'Wang', 'M. Okafor', 'DOE', 'Papadopoulos, Eleni', 'NGUYEN THI LAN',
         'Holloway M 14.03.1951', 'ID 44719320', 'Van der Berg', 'ROSSI', 'Lindqvist, Tove', 'Ito Yuki', 'McAllister', 'ABDI FATIMA 52Y']
r = np.random.default_rng(SEED)


def speckle(n, ky, wy, wx, seed):
    q = np.random.default_rng(seed)
    f = np.fft.fft2(q.standard_normal((n, n)) + 1j * q.standard_normal((n, n)))
    y = np.fft.fftfreq(n)[:, None]; x = np.fft.fftfreq(n)[None, :]
    env = np.abs(np.fft.ifft2(f * np.exp(-((np.abs(y) - ky) / wy) ** 2) * np.exp(-(x / wx) ** 2))); env /= env.mean()
    m = np.abs(np.fft.ifft2(np.fft.fft2(q.standard_normal((n, n))) * np.exp(-(y ** 2 + x ** 2) / (2 * 0.004 ** 2)))); m /= m.mean()
    layers = np.abs(np.fft.ifft2(np.fft.fft2(q.standard_normal((n, n))) * np.exp(-(y / 0.04) ** 2 - (x / 0.004) ** 2))); layers /= layers.mean()
    return 20 * np.log10(env * (0.15 + m) * (0.4 + 0.6 * layers) + 1e-3)


# Fine, middling and coarse grain; the last is nearly as sharp as pixels are.
DB = [speckle(1200, ky, wy, wx, 100 + i) for i, (ky, wy, wx) in enumerate([(0.12, 0.07, 0.06), (0.08, 0.05, 0.04), (0.16, 0.09, 0.10), (0.22, 0.12, 0.2), (0.3, 0.2, 0.3)])]


def tissue(w, h, k, base, gain, dyn):
    db = DB[base[2]]
    oy, ox = (base[1] + 2 * k) % 1200, (base[0] + 3 * k) % 1200
    t = np.roll(db, (-oy, -ox), (0, 1))
    t = np.tile(t, (2, 2))[:h, :w]
    return np.clip((t + gain) * (255.0 / dyn), 0, 255)


def polar(w, h, k, base, gain, dyn, curved):
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    cx, cy = w * 0.5, (-0.35 * h if curved else 0.02 * h)
    rr = np.hypot(x - cx, y - cy); th = np.arctan2(x - cx, y - cy)
    wide = 0.55 if curved else 0.72
    near = 0.42 * h if curved else 0.0
    inside = (np.abs(th) < wide) & (rr > near) & (rr < (1.3 if curved else 0.93) * h)
    t = tissue(1000, 1200, k, base, gain, dyn)
    u = np.clip((th + wide) / (2 * wide) * 700, 0, 998); v = np.clip(rr, 0, 1198)
    iu, iv = u.astype(int), v.astype(int); fu, fv = u - iu, v - iv
    g = (t[iv, iu] * (1 - fu) + t[iv, iu + 1] * fu) * (1 - fv) + (t[iv + 1, iu] * (1 - fu) + t[iv + 1, iu + 1] * fu) * fv
    return g * inside, inside


def chambers(g, q, k):
    h, w = g.shape; y, x = np.ogrid[0:h, 0:w]
    for _ in range(int(q.integers(0, 4))):
        ex, ey, ax, ay = q.uniform(.25, .75) * w, q.uniform(.25, .75) * h, q.uniform(.03, .15) * w, q.uniform(.03, .15) * h
        s = 1 + 0.12 * math.sin(k / 2.0)
        e = ((x - ex) / (ax * s)) ** 2 + ((y - ey) / (ay * s)) ** 2
        g = np.where(e < 1, g * 0.15, g)
    return g


def picture(kind, w, h, k, seed):
    """One frame; everything but k is the same in all frames of a clip."""
    q = np.random.default_rng(seed)
    base = (int(q.integers(0, 1200)), int(q.integers(0, 1200)), int(q.integers(0, len(DB))))
    gain, dyn = q.uniform(-2, 24), q.uniform(45, 70)
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    col = None
    if kind == 'black':
        g = np.zeros((h, w))
    elif kind == 'noise':
        n = np.random.default_rng(seed + 1000 * k).integers(0, 256, (h, w))
        g = (n + np.roll(n, 1, 1)) / 2 * q.uniform(60, 140) / 255 * (np.abs(x - w / 2) < (y + h / 8) * .45)
    elif kind in ('sector', 'curved', 'colour', 'mosaic', 'power'):
        g, _ = polar(w, h, k, base, gain, dyn, kind == 'curved' or (kind != 'sector' and q.random() < .5))
        g = chambers(g, q, k)
    elif kind == 'linear':
        g = tissue(w, h, k, base, gain, dyn) * ((x > .1 * w) & (x < .9 * w) & (y > .1 * h) & (y < .85 * h))
        g = chambers(g, q, k)
    elif kind == 'dual':
        g = tissue(w, h, k, base, gain, dyn) * (((x > .03 * w) & (x < .48 * w)) | ((x > .52 * w) & (x < .97 * w))) * ((y > .1 * h) & (y < .8 * h))
        g = chambers(g, q, k)
    elif kind == 'mmode':
        line = tissue(8, h, 0, base, gain, dyn)[:, :1]
        amp = q.uniform(2, 12); period = w / q.uniform(2, 6)
        shift = (amp * np.sin(2 * np.pi * (np.arange(w) + 4 * k) / period) ** 3).astype(int)
        rows = np.clip(np.arange(h)[:, None] + shift[None, :] * (np.arange(h)[:, None] / h), 0, h - 1).astype(int)
        g = line[rows, 0] * 1.1 + np.random.default_rng(seed + k).normal(0, 9, (h, w))
        g = np.where(g < 40, g * .3, g)
        g[: int(.4 * h)] = polar(w, int(.4 * h), k, base, gain, dyn, False)[0]
    elif kind == 'spectrum':
        g = np.zeros((h, w))
        n = np.abs(np.random.default_rng(seed).normal(0, 1, (h, w))); n = (n + np.roll(n, 1, 0) + np.roll(n, 1, 1)) / 3
        top = (.7 - .3 * np.abs(np.sin(np.pi * (np.arange(w) + 6 * k) / (w / q.uniform(2, 6)))) ** 3) * h
        inside = (y > top[None, :]) & (y < .72 * h)
        g = np.where(inside, 60 + 90 * n, 0)
        g[: int(.38 * h)] = polar(w, int(.38 * h), k, base, gain, dyn, False)[0]
    g = np.clip(g, 0, 255)
    rgb = np.repeat(g[:, :, None], 3, 2)
    if q.random() < .15:
        rgb *= np.array([1.0, .85, .55]) if q.random() < .5 else np.array([.75, .85, 1.0])
    if kind in ('colour', 'mosaic', 'power'):
        x0, y0, bw, bh = int(w * .35), int(h * .3), int(w * .28), int(h * .35)
        n = tissue(bw, bh, 5 * k + 50, (base[1], base[0], 1), 25, 50)
        roi = rgb[y0:y0 + bh, x0:x0 + bw]
        if kind == 'mosaic':
            c = int(q.integers(1, 4)); z = np.random.default_rng(seed + k).integers(0, 5, (bh // c + 1, bw // c + 1)).repeat(c, 0).repeat(c, 1)[:bh, :bw]
            pal = np.array([[220, 30, 30], [240, 230, 60], [40, 60, 230], [60, 220, 220], [80, 220, 90]]); m = n > 120
            roi[m] = pal[z][m]
        elif kind == 'power':
            m = n > 150; v = np.clip((n - 150) * 2.4, 0, 255); roi[m] = np.stack([np.clip(120 + v, 0, 255), v, v * .1], -1)[m]
        else:
            m = n > 130; v = np.clip(n, 0, 255); s = (np.arange(bw)[None, :] + 0 * v) < bw / 2
            roi[m] = np.where(s[..., None], np.stack([v, v * .4, 0 * v], -1), np.stack([0 * v, v * .5, v], -1))[m]
    im = Image.fromarray(np.clip(rgb, 0, 255).astype(np.uint8)); d = ImageDraw.Draw(im)
    furniture(d, im, q, w, h, k, kind)
    return im


def furniture(d, im, q, w, h, k, kind):
    c = tuple(int(v) for v in (q.choice([255, 200, 160]),) * 3)
    if kind in ('colour', 'mosaic') or q.random() < .1:
        x0, y0, x1, y1 = .35 * w, .3 * h, .63 * w, .65 * h
        line = [(90, 200, 240), (255, 255, 255), (240, 240, 60), (80, 220, 80)][int(q.integers(4))]
        if q.random() < .5: d.polygon([(x0, y0), (x1, y0), (x1 + .08 * w, y1), (x0 - .08 * w, y1)], outline=line)
        else: d.rectangle((x0, y0, x1, y1), outline=line)
    if q.random() < .7:                                                  # grey bar, smooth or in steps
        x0, n = int(w * q.choice([.02, .95])), int(q.choice([256, 16, 32])); hh = min(int(.45 * h), 256)
        for i in range(hh):
            v = 255 - (i * n // hh) * 256 // n; d.line((x0, .15 * h + i, x0 + 12, .15 * h + i), fill=(v, v, v))
    if kind in ('colour', 'mosaic', 'power') or q.random() < .2:         # colour bar, dithered or not
        x0, hh, dither = int(w * .9), int(.25 * h), q.random() < .4
        px = im.load()
        for i in range(hh):
            for j in range(20):
                t = i / hh * 2 - 1; a = abs(t)
                if dither and (i // 2 + j // 2) % 2: a *= .6
                px[x0 + j, int(.5 * h) + i] = (int(255 * a), int(160 * a * a), 0) if t < 0 else (0, int(160 * a * a), int(255 * a))
    if q.random() < .7:                                                  # ticks down a side
        x0, step, ln = int(w * q.choice([.03, .12, .93])), int(q.integers(8, 60)), int(q.integers(2, 9))
        for i, yy in enumerate(range(int(.1 * h), int(.85 * h), step)): d.line((x0, yy, x0 + (2 * ln if i % 5 == 0 else ln), yy), fill=c)
    if q.random() < .5:                                                  # ticks along the foot
        y0, step, ln = int(h * q.choice([.86, .9, .97])), int(q.integers(8, 60)), int(q.integers(2, 9))
        for i, xx in enumerate(range(int(.1 * w), int(.9 * w), step)): d.line((xx, y0, xx, y0 - (2 * ln if i % 5 == 0 else ln)), fill=c)
        if q.random() < .5: d.line((.1 * w, y0, .9 * w, y0), fill=c)
    if q.random() < .4:                                                  # dots for the depth
        for yy in range(int(.1 * h), int(.85 * h), int(q.integers(10, 40))): d.rectangle((int(.9 * w), yy, int(.9 * w) + 1, yy + 1), fill=c)
    if q.random() < .5 or kind in ('mmode', 'spectrum'):                 # ECG
        y0, per, amp, pts = .88 * h, w / q.uniform(2, 7), q.uniform(8, 40), []
        for xx in range(int(.05 * w), int(.95 * w)):
            p = ((xx + 3 * k) % per) / per
            pts.append((xx, y0 - amp * (math.exp(-((p - .3) / .012) ** 2) - .15 * math.exp(-((p - .34) / .015) ** 2) + .15 * math.exp(-((p - .55) / .05) ** 2))))
        d.line(pts, fill=[(40, 200, 60), (240, 240, 80), (255, 255, 255)][int(q.integers(3))], width=int(q.choice([1, 1, 2])))
    for _ in range(int(q.integers(0, 4))):                               # calipers with a dotted line
        xa, ya, xb, yb, s = q.uniform(.2, .8) * w, q.uniform(.2, .8) * h, q.uniform(.2, .8) * w, q.uniform(.2, .8) * h, int(q.choice([3, 4, 5, 7]))
        if q.random() < .3: yb = ya
        for xx, yy in ((xa, ya), (xb, yb)):
            if q.random() < .7: d.line((xx - s, yy, xx + s, yy), fill=c); d.line((xx, yy - s, xx, yy + s), fill=c)
            else: d.line((xx - s, yy - s, xx + s, yy + s), fill=c); d.line((xx - s, yy + s, xx + s, yy - s), fill=c)
        n = int(math.hypot(xb - xa, yb - ya) / q.integers(4, 9)) + 1
        for i in range(n):
            t = i / n; d.point((xa + (xb - xa) * t, ya + (yb - ya) * t), fill=c); d.point((xa + (xb - xa) * t + 1, ya + (yb - ya) * t), fill=c)
    if q.random() < .4:                                                  # focus marks and a probe mark
        for yy in (q.uniform(.2, .8) * h, q.uniform(.2, .8) * h): d.polygon([(.06 * w, yy - 5), (.06 * w + 8, yy), (.06 * w, yy + 5)], fill=c)
    if q.random() < .3: d.ellipse((.3 * w, .06 * h, .3 * w + 9, .06 * h + 9), outline=(60, 220, 80), fill=(60, 220, 80) if q.random() < .5 else None)
    if q.random() < .3: d.rectangle((.8 * w, .08 * h, .8 * w + 60, .08 * h + 9), outline=c)
    if q.random() < .3:                                                  # gain curve
        d.line([(.85 * w + 25 * math.sin(i / 40.0), .15 * h + i) for i in range(0, int(.4 * h), 4)], fill=c)


def font_of(path, cap):
    """The size at which capital letters are this many pixels high."""
    for size in range(max(6, cap), 3 * cap + 8):
        f = ImageFont.truetype(path, size); b = f.getbbox('H')
        if b[3] - b[1] >= cap: return f
    return f


def main():
    os.makedirs(OUT, exist_ok=True)
    kinds = ['sector', 'curved', 'linear', 'dual', 'colour', 'mosaic', 'power', 'mmode', 'spectrum', 'noise', 'black']
    index = open(os.path.join(OUT, 'index.tsv'), 'w')
    for i in range(COUNT):
        w, h = SIZES[int(r.integers(len(SIZES)))]; kind = kinds[int(r.integers(len(kinds)))]; seed = int(r.integers(1 << 30))
        clip = i % 8 == 7; texted = i % 2 == 0 if not clip else r.random() < .5
        frames = [picture(kind, w, h, k, seed) for k in ((0, 9, 17, 26, 34) if clip else (0,))]
        masks = [(0, 0, w, int(.08 * h))] if r.random() < .7 else []
        if r.random() < .4: masks.append((0, int(.93 * h), w, h - int(.93 * h)))
        if r.random() < .2: masks.append((0, int(.08 * h), int(.1 * w), int(.5 * h)))
        row = ['-'] * 9
        if texted:
            path = FONTS[int(r.integers(len(FONTS)))]; cap = int(r.choice([7, 8, 9, 10, 12, 14, 17, 20, 24, 30, 40])); text = NAMES[int(r.integers(len(NAMES)))]
            smooth = r.random() < .65; f = font_of(path, cap); box = f.getbbox(text)
            tw, th = box[2] - box[0], box[3] - box[1]
            if tw > w - 20: text = text.split(' ')[0].split(',')[0][:8]; box = f.getbbox(text); tw, th = box[2] - box[0], box[3] - box[1]
            for _ in range(200):
                x, y = int(r.integers(4, max(5, w - tw - 4))), int(r.integers(4, h - th - 4))
                if not any(x < m[0] + m[2] and m[0] < x + tw and y < m[1] + m[3] and m[1] < y + th for m in masks): break
            dark = r.random() < .12
            under = np.asarray(frames[0].convert('L')).astype(float)[y:y + th, x:x + tw]
            if dark:
                level = int(r.integers(0, 60)); ground = int(r.integers(max(120, level + 60), 256)); mean, spread = ground, 0.0
                colour = (level,) * 3
            else:
                mean, spread = under.mean(), under.std(); level = int(r.integers(max(60, min(250, mean + 30)), 256))
                colour = (level,) * 3
                if r.random() < .2: colour = [(level, level, 60), (60, level, 60), (60, int(level * .8), level), (level, 60, 60)][int(r.integers(4))]
            for im in frames:
                d = ImageDraw.Draw(im); d.fontmode = 'L' if smooth else '1'
                if dark: d.rectangle((x - 3, y - 3, x + tw + 3, y + th + 3), fill=(ground,) * 3)
                d.text((x - box[0], y - box[1]), text, font=f, fill=colour)
            row = [f'{x},{y},{tw},{th}', str(cap), str(level), f'{mean:.0f}', f'{spread:.0f}', 'dark' if dark else 'light', os.path.basename(path), 'smooth' if smooth else 'hard', text]
        quality = int(r.choice([0, 0, 75, 85, 95]))
        with open(os.path.join(OUT, f'{i:05d}.ppm'), 'wb') as o:
            for im in frames:
                if quality:
                    b = io.BytesIO(); im.save(b, 'JPEG', quality=quality); im = Image.open(io.BytesIO(b.getvalue())).convert('RGB')
                a = np.asarray(im).copy()
                for m in masks: a[m[1]:m[1] + m[3], m[0]:m[0] + m[2]] = 255
                o.write(b'P6 %d %d 255\n' % (w, h)); o.write(a.tobytes())
        print(f'{i:05d}.ppm', len(frames), kind, ';'.join(','.join(map(str, m)) for m in masks) or '-', *row[:8], quality, row[8], sep='\t', file=index)


main()
