import { bytes, span } from './format';

/** What is typed into the form of a new session; an empty field asks for nothing. */
export interface SessionForm { memory: string; cpus: string; pids: string; minutes: string; network: string; agent: string }

export const Empty: SessionForm = { memory: '', cpus: '', pids: '', minutes: '', network: '', agent: '' };

const MiB = 1 << 20;

/** What is no number, or no whole one of a thing that is not divided, is sent as it is: the daemon says what is wrong with it, and where. */
function number(typed: string, times: number): number | string | undefined {
  if (typed.trim() === '') return undefined;
  const value = Number(typed.trim().replace(',', '.'));
  return Number.isFinite(value) ? (times === 1 ? value : Math.round(value * times)) : typed.trim();
}

/** As POST /v1/sessions takes it. */
export function wishOf(form: SessionForm): Record<string, unknown> {
  const limits = { memory: number(form.memory, MiB), cpus: number(form.cpus, 1), pids: number(form.pids, 1) };
  const timeoutSeconds = number(form.minutes, 60);
  return {
    ...(Object.values(limits).some((limit) => limit !== undefined) ? { limits: Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined)) } : {}),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(form.network === '' ? {} : { network: form.network }),
    ...(form.agent === '' ? {} : { agent: form.agent }),
  };
}

/** The field of the form that a member of the request is written in; null: none of them. */
export function fieldOf(member: string | undefined): keyof SessionForm | null {
  const last = member?.split('.').pop();
  if (last === 'timeoutSeconds') return 'minutes';
  return last !== undefined && last in Empty ? (last as keyof SessionForm) : null;
}

/** A refusal speaks of bytes and seconds; the form of larger units. */
export function inUnits(field: keyof SessionForm, words: string): string {
  const written: Partial<Record<keyof SessionForm, (count: number) => string>> = { memory: bytes, minutes: span };
  const write = written[field];
  return write ? words.replace(/\d+/g, (digits) => write(Number(digits))) : words;
}
