export interface Token { text: string; kind: string }

const Entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#x27;': "'" };

/** What a highlighter wrote as markup, as lines of pieces: it never becomes markup again. A piece that goes over a line's end is one on each. */
export function linesOf(markup: string): Token[][] {
  const lines: Token[][] = [[]];
  const open: string[] = [];
  for (const part of markup.match(/<span class="[^"]*">|<\/span>|[^<]+/g) ?? []) {
    if (part.startsWith('<span')) open.push(/"([^"]*)"/.exec(part)?.[1] ?? '');
    else if (part === '</span>') open.pop();
    else {
      const text = part.replace(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => Entities[entity] ?? entity);
      text.split('\n').forEach((piece, i) => {
        if (i > 0) lines.push([]);
        if (piece !== '') lines[lines.length - 1]?.push({ text: piece, kind: open[open.length - 1] ?? '' });
      });
    }
  }
  return lines;
}
