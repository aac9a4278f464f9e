import { counted, language, t } from './words';

const Units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
const RussianUnits = ['Б', 'КиБ', 'МиБ', 'ГиБ', 'ТиБ'];

export function bytes(count: number | null | undefined): string {
  if (count === null || count === undefined) return '–';
  let value = count, unit = 0;
  while (value >= 1024 && unit < Units.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${(language() === 'ru' ? RussianUnits : Units)[unit] ?? ''}`;
}

/** How long ago, or how soon, in one unit. */
export function distance(at: string | null | undefined, now: number): string {
  if (!at) return '–';
  const seconds = Math.round((now - Date.parse(at)) / 1000);
  const size = Math.abs(seconds);
  const words = size < 5 ? '' : span(size);
  if (words === '') return t('just now', 'только что');
  return seconds >= 0 ? t(`${words} ago`, `${words} назад`) : t(`in ${words}`, `через ${words}`);
}

/** A length of time in its largest unit. */
export function span(seconds: number): string {
  if (seconds < 60) return t(`${Math.round(seconds)} s`, `${Math.round(seconds)} с`);
  if (seconds < 3600) return t(`${Math.round(seconds / 60)} min`, `${Math.round(seconds / 60)} мин`);
  if (seconds < 86400 * 2) return t(`${Math.round(seconds / 3600)} h`, `${Math.round(seconds / 3600)} ч`);
  return counted(Math.round(seconds / 86400), ['day', 'days'], ['день', 'дня', 'дней']);
}

/** What is left until then, as a clock that runs down: 4:05, 1:00:00. */
export function left(until: string, now: number): string {
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - now) / 1000));
  const two = (count: number): string => String(count).padStart(2, '0');
  const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** How long something took. */
export function took(milliseconds: number): string {
  return milliseconds < 1000 ? t(`${Math.round(milliseconds)} ms`, `${Math.round(milliseconds)} мс`) : t(`${(milliseconds / 1000).toFixed(1)} s`, `${(milliseconds / 1000).toFixed(1).replace('.', ',')} с`);
}

export function clock(at: string | null | undefined, withDay = true): string {
  if (!at) return '–';
  const moment = new Date(at);
  const locale = language() === 'ru' ? 'ru-RU' : 'en-GB';
  const time = moment.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return withDay ? `${moment.toLocaleDateString(locale, { day: 'numeric', month: 'short' })} ${time}` : time;
}
