#!/usr/bin/env python3
"""Draws frames of a terminal as one SVG that plays by itself: record.py FRAMES COLUMNS ROWS WORK OUTPUT.

A frame is a file: its first line says how many milliseconds it is shown, the rest is the screen with its colours (ECMA-48 SGR).
What belongs to one recording only goes: the folder it was made in, and the time. Two recordings of the same make the same picture.
"""
import html
import os
import re
import sys

CELL, LINE, SIZE, EDGE, BAR = 8.0, 18.0, 13.3, 12.0, 30.0
PLAIN, GROUND = "#d5d8de", "#14171f"
COLOURS = ["#3b4048", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d5d8de",
           "#7a828e", "#ff7b86", "#b5e890", "#ffd68a", "#82c7ff", "#e29bf5", "#7fdbe5", "#ffffff"]
SHOWN_AS = "/home/anna/work"


def steady(text, work, names):
    """The text as any recording would have it; everything keeps its length."""
    text = text.replace(work, SHOWN_AS)
    def snapshot(match):
        number = names.setdefault(match.group(1), len(names))
        return "20260131-12%02d00" % number
    text = re.sub(r"(?<!\d)(20\d{6}-\d{6})(?!\d)", snapshot, text)
    # The end of a run's name, and a port the system chose.
    text = re.sub(r"(20260131-\d{6}-)[0-9a-f]{4}(?![0-9a-f])", r"\g<1>1a2b", text)
    text = re.sub(r"\(port \d{5}\)", "(port 45678)", text)
    def taken(match):
        name = match.group(1).replace("-", "") + "-" + match.group(2).replace(":", "")
        return "2026-01-31 12:%02d:00" % names.setdefault(name, len(names))
    return re.sub(r"(?<!\d)(20\d\d-\d\d-\d\d) (\d\d:\d\d:\d\d)(?!\d)", taken, text)


def runs(line):
    """Pieces of a line with one look: (column, text, colour, bold)."""
    colour, bold, dim, column, found = PLAIN, False, False, 0, []
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if part.startswith("\x1b["):
            codes = [int(code or 0) for code in part[2:-1].split(";")]
            for code in codes:
                if code == 0:
                    colour, bold, dim = PLAIN, False, False
                elif code == 1:
                    bold = True
                elif code == 2:
                    dim = True
                elif code == 22:
                    bold = dim = False
                elif 30 <= code <= 37:
                    colour = COLOURS[code - 30]
                elif 90 <= code <= 97:
                    colour = COLOURS[code - 82]
                elif code == 39:
                    colour = PLAIN
        elif part:
            # Words far apart are drawn apart: a font of another width moves none of them.
            for word in re.finditer(r"\S+(?: \S+)*", part):
                found.append((column + word.start(), word.group(), COLOURS[8] if dim and colour == PLAIN else colour, bold))
            column += len(part)
    return found


def drawn(line):
    pieces = []
    for column, text, colour, bold in runs(line):
        look = ("" if colour == PLAIN else ' fill="%s"' % colour) + (' font-weight="bold"' if bold else "")
        pieces.append('<text x="%g" textLength="%g"%s>%s</text>' % (column * CELL, len(text) * CELL, look, html.escape(text)))
    return "".join(pieces)


def main():
    folder, columns, rows, work, output = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5]
    names, frames, kinds = {}, [], {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            shown, *lines = steady(file.read(), work, names).split("\n")
        picture = [drawn(line.rstrip()) for line in lines[:rows]]
        if frames and frames[-1][1] == picture:
            frames[-1][0] += int(shown)
        else:
            frames.append([int(shown), picture])
    for _, picture in frames:
        for line in picture:
            if line:
                kinds.setdefault(line, "r%d" % len(kinds))

    width, height = columns * CELL + 2 * EDGE, rows * LINE + 2 * EDGE + BAR
    inner = rows * LINE
    total = sum(shown for shown, _ in frames)
    steps, at = [], 0
    for index, (shown, _) in enumerate(frames):
        steps.append("%.3f%%{transform:translateY(-%gpx)}" % (100 * at / total, index * inner))
        at += shown
    last = (len(frames) - 1) * inner
    out = ['<svg xmlns="http://www.w3.org/2000/svg" width="%g" height="%g" viewBox="0 0 %g %g" fill="%s">' % (width, height, width, height, PLAIN)]
    out.append("<style>text{font:%gpx ui-monospace,Menlo,Consolas,\"DejaVu Sans Mono\",monospace;white-space:pre}" % SIZE)
    # Who plays no animations sees the end.
    out.append("#play{transform:translateY(-%gpx)}" % last)
    out.append("#play{animation:play %.2fs steps(1,end) infinite}@keyframes play{%s}" % (total / 1000, "".join(steps)))
    out.append("@media(prefers-reduced-motion:reduce){#play{animation:none}}</style>")
    out.append('<rect width="100%%" height="100%%" rx="8" fill="%s"/>' % GROUND)
    for number, colour in enumerate(["#ff5f57", "#febc2e", "#28c840"]):
        out.append('<circle cx="%g" cy="18" r="5.5" fill="%s"/>' % (20 + 18 * number, colour))
    out.append("<defs>" + "".join('<g id="%s">%s</g>' % (name, line) for line, name in kinds.items()) + "</defs>")
    out.append('<svg x="%g" y="%g" width="%g" height="%g" overflow="hidden"><g id="play">' % (EDGE, EDGE + BAR, columns * CELL, inner))
    for index, (_, picture) in enumerate(frames):
        for row, line in enumerate(picture):
            if line:
                out.append('<use href="#%s" y="%g"/>' % (kinds[line], index * inner + (row + 1) * LINE - 5))
    out.append("</g></svg></svg>")
    text = "\n".join(out) + "\n"
    if len(text.encode()) > 100_000:
        sys.exit("record.py: the picture has %d bytes, more than 100,000" % len(text.encode()))
    with open(output, "w", encoding="utf-8") as file:
        file.write(text)
    print("%s: %d frames, %.0f s, %d bytes" % (os.path.relpath(output), len(frames), total / 1000, len(text.encode())))


main()
