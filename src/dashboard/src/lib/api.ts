import { forget, key } from './session';
import { language } from './words';
import type { Operation, Problem } from './records';
import { EventParser, type ServerEvent } from './sse';

/** A request that failed, with what the daemon says of it. */
export class Refusal extends Error {
  /** @param retryAfter seconds, where the daemon says that it is of use to ask again. */
  constructor(readonly status: number, readonly problem: Problem, readonly retryAfter: number | null = null) {
    super(problem.title);
  }
}

type Listener = () => void;
const lockedOut = new Set<Listener>();

/** Called when the daemon does not know us any more. */
export function onLockedOut(listener: Listener): () => void {
  lockedOut.add(listener);
  return () => lockedOut.delete(listener);
}

/** The daemon knows us no more: from now on only a new link helps. */
export function lockOut(): void {
  forget();
  lockedOut.forEach((listener) => listener());
}

export function headers(): Record<string, string> {
  return { 'X-Agsekit-Page': key(), 'Accept-Language': language() };
}

async function ask(method: string, path: string, body: unknown, signal?: AbortSignal, accept?: string): Promise<Response> {
  const answer = await fetch(path, {
    method,
    headers: { ...headers(), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...(accept ? { Accept: accept } : {}) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
    cache: 'no-store',
  });
  if (answer.ok) return answer;
  if (answer.status === 401) lockOut();
  let problem: Problem = { title: `HTTP ${answer.status}`, cause: '', fix: '', code: '' };
  try {
    problem = (await answer.json()) as Problem;
  } catch {
    // Not one of ours: the status has to do.
  }
  const wait = Number(answer.headers.get('Retry-After') ?? '');
  throw new Refusal(answer.status, problem, wait > 0 ? wait : null);
}

/** What a path answers is written down where it is asked. */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await ask('GET', path, undefined, signal)).json()) as T;
}

export async function getText(path: string, signal?: AbortSignal): Promise<string> {
  return (await ask('GET', path, undefined, signal)).text();
}

export async function send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T> {
  return (await (await ask(method, path, body)).json()) as T;
}

/** For what answers nothing. */
export async function sendAway(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<void> {
  await ask(method, path, body);
}

/** What a path says, piece by piece, while it is being said. */
export async function* stream(path: string, body: unknown, signal: AbortSignal): AsyncGenerator<ServerEvent> {
  const answer = await ask('POST', path, body, signal, 'text/event-stream');
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const parser = new EventParser();
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) yield* parser.feed(piece.value);
}

const Ended = new Set(['done', 'failed', 'cancelled']);

const LostFor = 120_000;

/** Follows work to its end, which goes on while the connection is gone; throws where it failed, or where nobody answers for long. */
export async function follow<T>(begun: Operation, progress?: (now: Operation) => void): Promise<T> {
  let now = begun;
  let answered = Date.now();
  for (let wait = 80; !Ended.has(now.state); wait = Math.min(wait * 1.5, 1000)) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      now = await get<Operation>(`/v1/operations/${begun.id}`);
    } catch (error) {
      // What the daemon refuses, it refuses again; a connection comes back.
      if (error instanceof Refusal || Date.now() - answered > LostFor) throw error;
      continue;
    }
    answered = Date.now();
    progress?.(now);
  }
  if (now.state !== 'done') throw new Refusal(0, now.problem ?? { title: now.state, cause: '', fix: '', code: now.state });
  return now.result as T;
}
