import { beforeEach, expect, test, vi } from 'vitest';

const kept = new Map<string, string>();
vi.stubGlobal('localStorage', { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => kept.set(name, value) });
vi.stubGlobal('navigator', { language: 'en' });

const { bytes, distance, span } = await import('./format');
const { counted, formOf, setLanguage } = await import('./words');

beforeEach(() => setLanguage('en'));

test('sizes have one unit and few digits', () => {
  expect([0, 1023, 1024, 1536, 120 * 1024, 5 * 1024 ** 3].map((count) => bytes(count))).toEqual(['0 B', '1023 B', '1.0 KiB', '1.5 KiB', '120 KiB', '5.0 GiB']);
  expect(bytes(null)).toBe('–');
});

test('times are told from now', () => {
  const now = Date.parse('2026-01-02T00:00:00Z');
  expect(distance('2026-01-01T23:59:58Z', now)).toBe('just now');
  expect(distance('2026-01-01T23:58:00Z', now)).toBe('2 min ago');
  expect(distance('2026-01-02T03:00:00Z', now)).toBe('in 3 h');
  expect(span(3 * 86400)).toBe('3 days');
});

test('Russian numbers have their forms', () => {
  setLanguage('ru');
  expect([1, 2, 5, 11, 21, 22, 112].map((count) => formOf(count, 'снимок', 'снимка', 'снимков'))).toEqual(['снимок', 'снимка', 'снимков', 'снимков', 'снимок', 'снимка', 'снимков']);
  expect(counted(2, ['folder', 'folders'], ['папка', 'папки', 'папок'])).toBe('2 папки');
});
