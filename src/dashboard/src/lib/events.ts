import { headers, lockOut } from './api';
import type { Happening } from './records';
import { EventParser } from './sse';

/** Asked anew each time, whatever was known of it before. */
const isOver = (stop: AbortSignal): boolean => stop.aborted;

const FirstWait = 500, LongestWait = 10_000;

/** What happens, for as long as somebody listens: one connection for all of the page, opened again where it breaks. */
export class EventFeed {
  readonly kept: Happening[] = [];
  connected = false;
  #listeners = new Set<() => void>();
  #last = '0';
  #stop: AbortController | undefined;

  static readonly most = 2000;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Goes on after what was seen last. */
  begin(): void {
    this.#stop?.abort();
    this.#stop = new AbortController();
    void this.#run(this.#stop.signal);
  }

  end(): void {
    this.#stop?.abort();
  }

  /** From the beginning, such as in another language. */
  again(): void {
    this.kept.length = 0;
    this.#last = '0';
    this.begin();
  }

  async #run(stop: AbortSignal): Promise<void> {
    let wait = FirstWait;
    while (!stop.aborted) {
      try {
        const answer = await fetch('/v1/events', { headers: { ...headers(), 'Last-Event-ID': this.#last }, signal: stop, cache: 'no-store' });
        if (answer.status === 401) {
          lockOut();
          return;
        }
        if (!answer.ok || !answer.body) throw new Error(`HTTP ${answer.status}`);
        this.#tell(true);
        wait = FirstWait;
        const parser = new EventParser();
        const text = answer.body.pipeThrough(new TextDecoderStream());
        const reader = text.getReader();
        for (;;) {
          const { done, value } = await reader.read();
          if (done || isOver(stop)) break;
          this.#take(parser.feed(value).map((event) => JSON.parse(event.data) as Happening));
        }
      } catch {
        // Said by being not connected; tried again below.
      }
      if (isOver(stop)) return;
      this.#tell(false);
      await new Promise((resolve) => setTimeout(resolve, wait));
      wait = Math.min(wait * 2, LongestWait);
    }
  }

  #take(events: Happening[]): void {
    if (events.length === 0) return;
    this.#last = String(events[events.length - 1]?.id ?? this.#last);
    this.kept.push(...events);
    this.kept.splice(0, Math.max(0, this.kept.length - EventFeed.most));
    this.#listeners.forEach((listener) => listener());
  }

  #tell(connected: boolean): void {
    this.connected = connected;
    this.#listeners.forEach((listener) => listener());
  }
}

export const feed = new EventFeed();
