/** A part of time, in milliseconds. */
export interface View { from: number; to: number }

const Shortest = 10_000;

/** All of it, with a little room at both ends. */
export function whole(times: readonly number[], now: number): View {
  const from = Math.min(now - 60_000, ...times), room = Math.max(30_000, (now - from) * 0.04);
  return { from: from - room, to: now + room };
}

/** Larger or smaller about a point, which stays where it is. */
export function zoom(view: View, factor: number, about: number): View {
  const width = Math.max(Shortest, (view.to - view.from) * factor);
  const part = (about - view.from) / (view.to - view.from);
  return { from: about - width * part, to: about + width * (1 - part) };
}

export function pan(view: View, part: number): View {
  const by = (view.to - view.from) * part;
  return { from: view.from + by, to: view.to + by };
}

/** Where a moment stands, from 0 to 1. */
export function place(view: View, at: number): number {
  return (at - view.from) / (view.to - view.from);
}

const Steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 1209600, 2592000, 7776000, 31536000].map((seconds) => seconds * 1000);

/** Round moments in it, so that there are about as many as wanted. */
export function ticks(view: View, wanted: number): number[] {
  const least = (view.to - view.from) / Math.max(1, wanted);
  const step = Steps.find((candidate) => candidate >= least) ?? Steps[Steps.length - 1] ?? 1;
  const zone = new Date(view.from).getTimezoneOffset() * 60_000;
  const first = Math.ceil((view.from - zone) / step) * step + zone;
  const found: number[] = [];
  for (let at = first; at <= view.to; at += step) found.push(at);
  return found;
}
