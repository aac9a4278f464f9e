import { expect, test } from 'vitest';
import { quote, restore } from './commands';

test('a word of a shell is quoted so that it stays one', () => {
  expect(quote("it's $(x)")).toBe("'it'\\''s $(x)'");
  expect(quote('/a/b-c.d')).toBe('/a/b-c.d');
});

test('a restore is taken back from any folder', () => {
  expect(restore('20260101-120000', '/my dir')).toBe("agsekit backup restore 20260101-120000 --source-dir '/my dir'");
});
