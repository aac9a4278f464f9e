// Being let in: the link's ticket, once, for a cookie that no script can read and a key that no other port of this computer can.

const Store = 'agsekit.key';

export function key(): string {
  return localStorage.getItem(Store) ?? '';
}

export function forget(): void {
  localStorage.removeItem(Store);
}

/** Null: we are in, or were before. Else why not, in words. */
export async function enter(): Promise<string | null> {
  const ticket = /^#ticket=([A-Za-z0-9_-]+)$/.exec(location.hash)?.[1];
  if (ticket === undefined) return null;
  // Out of the address, so that it is in no history and on no screen.
  history.replaceState(null, '', '/');
  const answer = await fetch('/page/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ ticket }) });
  const said = (await answer.json()) as { key?: string; title?: string; cause?: string };
  if (answer.ok && said.key) {
    localStorage.setItem(Store, said.key);
    return null;
  }
  // A link that was opened twice does not throw out the one that was let in.
  return key() === '' ? `${said.title ?? ''}: ${said.cause ?? ''}` : null;
}
