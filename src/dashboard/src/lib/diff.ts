/** One side of a row. */
export interface Side { number: number; text: string; mark: 'same' | 'changed' }

export type Row = { kind: 'hunk'; text: string } | { kind: 'line'; old: Side | null; new: Side | null };

/** The lines of a unified diff, put side by side: what was taken away stands beside what came in its place. */
export function sideBySide(lines: readonly string[]): Row[] {
  const rows: Row[] = [];
  let oldLine = 1, newLine = 1;
  let gone: Side[] = [], come: Side[] = [];
  const settle = (): void => {
    for (let i = 0; i < Math.max(gone.length, come.length); i++) rows.push({ kind: 'line', old: gone[i] ?? null, new: come[i] ?? null });
    gone = [];
    come = [];
  };
  for (const line of lines) {
    const head = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    const text = line.slice(1);
    if (head) {
      settle();
      oldLine = Number(head[1]);
      newLine = Number(head[2]);
      rows.push({ kind: 'hunk', text: line });
    } else if (line.startsWith('-')) {
      if (come.length > 0) settle();
      gone.push({ number: oldLine++, text, mark: 'changed' });
    } else if (line.startsWith('+')) {
      come.push({ number: newLine++, text, mark: 'changed' });
    } else if (line.startsWith(' ')) {
      settle();
      rows.push({ kind: 'line', old: { number: oldLine++, text, mark: 'same' }, new: { number: newLine++, text, mark: 'same' } });
    }
  }
  settle();
  return rows;
}
