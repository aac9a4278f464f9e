import { beforeAll, expect, test, vi } from 'vitest';
import { EventParser } from './sse';
import { Nothing, add } from './transcript';

let format: typeof import('./format');
let fields: typeof import('./fields');
beforeAll(async () => {
  vi.stubGlobal('localStorage', { getItem: () => 'en', setItem: () => undefined });
  format = await import('./format');
  fields = await import('./fields');
});

test('time runs down to nothing, and not below', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(['2026-01-01T00:04:05Z', '2026-01-01T00:00:00.2Z', '2026-01-01T01:00:00Z', '2025-12-31T00:00:00Z'].map((until) => format.left(until, now))).toEqual(['4:05', '0:01', '1:00:00', '0:00']);
  expect([310, 1500].map((milliseconds) => format.took(milliseconds))).toEqual(['310 ms', '1.5 s']);
});

test('what a command prints stands in its order, both streams apart, and never takes more room than it may', () => {
  const stream = 'event: stdout\ndata: {"text":"a\\n"}\n\n:\n\nevent: stdout\ndata: {"text":"b\\n"}\n\nevent: stderr\ndata: {"text":"bad"}\n\nevent: result\ndata: {"exitCode":0}\n\n';
  const events = new EventParser().feed(stream);
  expect(events.map((event) => event.kind)).toEqual(['stdout', 'stdout', 'stderr', 'result']);
  const said = events.slice(0, 3).reduce((before, event) => add(before, { isError: event.kind === 'stderr', text: (JSON.parse(event.data) as { text: string }).text }), Nothing);
  expect(said).toEqual({ pieces: [{ isError: false, text: 'a\nb\n' }, { isError: true, text: 'bad' }], length: 7, isCut: false });
  expect(add(said, { isError: false, text: '12345' }, 6)).toEqual({ pieces: [{ isError: true, text: 'd' }, { isError: false, text: '12345' }], length: 6, isCut: true });
  expect(add(Nothing, { isError: false, text: '123456' }, 4).pieces).toEqual([{ isError: false, text: '3456' }]);
});

test('what is left empty is not asked for, and what is wrong is found in its field', () => {
  const { Empty, fieldOf, inUnits, wishOf } = fields;
  expect([inUnits('memory', 'it is a number from 16777216 to 536870912'), inUnits('minutes', 'from 1 to 86400'), inUnits('pids', 'from 8 to 100')]).toEqual(['it is a number from 16.0 MiB to 512 MiB', 'from 1 s to 24 h', 'from 8 to 100']);
  expect(wishOf(Empty)).toEqual({});
  expect(wishOf({ ...Empty, memory: '64', minutes: '0,5', network: 'none' })).toEqual({ limits: { memory: 64 << 20 }, timeoutSeconds: 30, network: 'none' });
  expect(wishOf({ ...Empty, cpus: '1.5', pids: '99.6' })).toEqual({ limits: { cpus: 1.5, pids: 99.6 } });
  expect(wishOf({ ...Empty, pids: 'many' })).toEqual({ limits: { pids: 'many' } });
  expect(['limits.memory', 'timeoutSeconds', 'agent', 'image', undefined].map(fieldOf)).toEqual(['memory', 'minutes', 'agent', null, null]);
});
