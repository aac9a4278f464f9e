import { expect, test } from 'vitest';
import { sideBySide } from './diff';
import { highlight } from './highlight';
import { EventParser } from './sse';
import { pan, place, ticks, whole, zoom } from './timeline';
import { linesOf } from './tokens';
import { visible } from './visible';

test('what can not be seen is written out, and text stays as it is', () => {
  expect(visible('invoice\u202egpj.exe')).toBe('invoice\\u202egpj.exe');
  expect(visible('a\u0007b\u001b[31m\u200b\u{e0041}')).toBe('a\\x07b\\x1b[31m\\u200b\\U000e0041');
  expect(visible('Ёлка\tété\n🎄 日本')).toBe('Ёлка\tété\n🎄 日本');
  expect(visible(visible('\u2066'))).toBe('\\u2066');
});

test('events are whole however they are cut', () => {
  const stream = ':\n\nid: 7\nevent: backup.taken\ndata: {"a":1}\n\nid: 8\nevent: x\ndata: one\ndata: two\n\nid: 9\ndata: cut';
  for (let cut = 0; cut <= stream.length; cut++) {
    const parser = new EventParser();
    const found = [...parser.feed(stream.slice(0, cut)), ...parser.feed(stream.slice(cut))];
    expect(found).toEqual([{ id: '7', kind: 'backup.taken', data: '{"a":1}' }, { id: '8', kind: 'x', data: 'one\ntwo' }]);
  }
});

test('a diff stands side by side with the right numbers', () => {
  const rows = sideBySide(['@@ -3,4 +3,4 @@', ' same', '-old one', '-old two', '+new one', ' end', '+last', '\\ No newline at end of file']);
  expect(rows).toEqual([
    { kind: 'hunk', text: '@@ -3,4 +3,4 @@' },
    { kind: 'line', old: { number: 3, text: 'same', mark: 'same' }, new: { number: 3, text: 'same', mark: 'same' } },
    { kind: 'line', old: { number: 4, text: 'old one', mark: 'changed' }, new: { number: 4, text: 'new one', mark: 'changed' } },
    { kind: 'line', old: { number: 5, text: 'old two', mark: 'changed' }, new: null },
    { kind: 'line', old: { number: 6, text: 'end', mark: 'same' }, new: { number: 5, text: 'end', mark: 'same' } },
    { kind: 'line', old: null, new: { number: 6, text: 'last', mark: 'changed' } },
  ]);
});

test('colours keep every letter, line by line', () => {
  const text = 'def f(a):\n    """one\n    two <b>"""\n    return a & "x" # \'end\'\n';
  const lines = highlight('src/a.py', text);
  expect(lines?.map((line) => line.map((token) => token.text).join('')).join('\n')).toBe(text);
  expect(lines?.[2]?.[0]?.kind).toContain('string');
  expect(highlight('a.unknown', text)).toBeNull();
  expect(linesOf('a<span class="k">b\nc</span>&lt;d')).toEqual([[{ text: 'a', kind: '' }, { text: 'b', kind: 'k' }], [{ text: 'c', kind: 'k' }, { text: '<d', kind: '' }]]);
});

test('the timeline holds everything, and what is pointed at stays', () => {
  const view = whole([1_000_000, 5_000_000], 9_000_000);
  expect(view.from).toBeLessThan(1_000_000);
  expect(view.to).toBeGreaterThan(9_000_000);
  const closer = zoom(view, 0.5, 5_000_000);
  expect(place(closer, 5_000_000)).toBeCloseTo(place(view, 5_000_000));
  expect(pan(view, 1).from).toBeCloseTo(view.to);
  const marks = ticks({ from: 0, to: 3_600_000 }, 6);
  expect(marks.length).toBeGreaterThan(3);
  expect(marks.length).toBeLessThan(9);
});
