// Every text stands in both languages side by side, as in the rest of the product.

export type Language = 'en' | 'ru';

const Store = 'agsekit.language';

function chosen(): Language {
  const kept = localStorage.getItem(Store);
  if (kept === 'en' || kept === 'ru') return kept;
  return navigator.language.toLowerCase().startsWith('ru') ? 'ru' : 'en';
}

let current: Language | undefined;

export function language(): Language {
  return (current ??= chosen());
}

export function setLanguage(wanted: Language): void {
  current = wanted;
  localStorage.setItem(Store, wanted);
}

export function t(english: string, russian: string): string {
  return language() === 'ru' ? russian : english;
}

/** The Russian form for a number: 1 снимок, 2 снимка, 5 снимков. */
export function formOf(count: number, one: string, few: string, many: string): string {
  const tens = count % 100, ones = count % 10;
  if (tens >= 11 && tens <= 14) return many;
  return ones === 1 ? one : ones >= 2 && ones <= 4 ? few : many;
}

export function counted(count: number, english: [string, string], russian: [string, string, string]): string {
  return `${count} ${language() === 'ru' ? formOf(count, ...russian) : english[count === 1 ? 0 : 1]}`;
}
