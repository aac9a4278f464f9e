import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Refusal, get } from './api';
import { feed } from './events';

/** The time, every so often. */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** The number of the newest event: changes with each. */
export function useEvents(): number {
  return useSyncExternalStore(feed.subscribe, () => feed.kept[feed.kept.length - 1]?.id ?? 0);
}

export function useConnected(): boolean {
  return useSyncExternalStore(feed.subscribe, () => feed.connected);
}

export interface Loaded<T> { value: T | null; failure: Refusal | null; again: () => void }

const AfterEvent = 150;

/** What is at a path, asked again where something happens and every so often while somebody looks. */
export function useLive<T>(path: string | null, everyMs = 0, withEvents = true): Loaded<T> {
  const [value, setValue] = useState<{ path: string; value: T } | null>(null);
  const [failure, setFailure] = useState<Refusal | null>(null);
  const [asked, setAsked] = useState(0);
  const event = useEvents();
  const latest = withEvents ? event : 0;
  const seen = useRef({ path, asked, latest: 0 });
  const again = useCallback(() => setAsked((count) => count + 1), []);
  useEffect(() => {
    if (path === null) return;
    const stop = new AbortController();
    const isNew = seen.current.path !== path || seen.current.asked !== asked || seen.current.latest === 0;
    seen.current = { path, asked, latest: latest || 1 };
    const load = (): void => {
      if (document.hidden) return;
      get<T>(path, stop.signal).then(
        (found) => {
          setValue({ path, value: found });
          setFailure(null);
        },
        (error: unknown) => {
          if (!stop.signal.aborted) setFailure(error instanceof Refusal ? error : new Refusal(0, { title: String(error), cause: '', fix: '', code: '' }));
        },
      );
    };
    // Events come in swarms: one question for all of them.
    const soon = setTimeout(load, isNew ? 0 : AfterEvent);
    const timer = everyMs > 0 ? setInterval(load, everyMs) : undefined;
    const shown = (): void => {
      if (!document.hidden) load();
    };
    document.addEventListener('visibilitychange', shown);
    return () => {
      clearTimeout(soon);
      clearInterval(timer);
      document.removeEventListener('visibilitychange', shown);
      stop.abort();
    };
  }, [path, everyMs, asked, latest]);
  return { value: value?.path === path ? value.value : null, failure, again };
}
