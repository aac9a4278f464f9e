import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Operation } from './records';

let api: typeof import('./api');
beforeAll(async () => {
  vi.stubGlobal('localStorage', { getItem: () => 'en', setItem: () => undefined });
  vi.stubGlobal('sessionStorage', { getItem: () => 'key', setItem: () => undefined });
  api = await import('./api');
});
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const begun = { id: 'o', state: 'running', progress: null, result: null, problem: null } as unknown as Operation;
const lost = new TypeError('Failed to fetch');
const answer = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status });

test('work is followed through a connection that is lost for a while', async () => {
  const asked = vi.fn<() => Promise<Response>>();
  asked.mockRejectedValueOnce(lost).mockRejectedValueOnce(lost).mockResolvedValueOnce(answer(200, { ...begun, state: 'done', result: { safetySnapshot: 's' } }));
  vi.stubGlobal('fetch', asked);
  const outcome = api.follow<{ safetySnapshot: string }>(begun);
  await vi.runAllTimersAsync();
  expect(await outcome).toEqual({ safetySnapshot: 's' });
});

test('a refusal is no lost connection, and one that never comes back is said', async () => {
  const asked = vi.fn(() => Promise.resolve(answer(404, { title: 'gone', cause: '', fix: '', code: 'x' })));
  vi.stubGlobal('fetch', asked);
  const refused = expect(api.follow(begun)).rejects.toThrow('gone');
  await vi.runAllTimersAsync();
  await refused;
  expect(asked).toHaveBeenCalledTimes(1);
  vi.stubGlobal('fetch', () => Promise.reject(lost));
  const never = expect(api.follow(begun)).rejects.toThrow('Failed to fetch');
  await vi.runAllTimersAsync();
  await never;
});
