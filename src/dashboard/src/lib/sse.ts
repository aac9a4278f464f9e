/** One server-sent event (WHATWG HTML, 9.2). */
export interface ServerEvent {
  id: string;
  kind: string;
  data: string;
}

/** Takes a stream of text in pieces of any size, and tells the events that are whole. */
export class EventParser {
  #rest = '';
  #id = '';
  #kind = '';
  #data: string[] = [];

  feed(text: string): ServerEvent[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    const whole: ServerEvent[] = [];
    for (const line of lines) {
      if (line === '') {
        if (this.#data.length > 0) whole.push({ id: this.#id, kind: this.#kind, data: this.#data.join('\n') });
        this.#kind = '';
        this.#data = [];
        continue;
      }
      const colon = line.indexOf(':');
      if (colon === 0) continue;
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'id') this.#id = value;
      else if (field === 'event') this.#kind = value;
      else if (field === 'data') this.#data.push(value);
    }
    return whole;
  }
}
