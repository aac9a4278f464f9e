import { useEffect, useMemo, useState } from 'react';
import { sideBySide, type Side } from '../lib/diff';
import type { Token } from '../lib/tokens';
import { visible } from '../lib/visible';
import { t } from '../lib/words';

type Colour = (path: string, text: string) => Token[][] | null;

/** The highlighter comes when it is first wanted. */
function useColours(): Colour | null {
  const [colour, setColour] = useState<{ of: Colour } | null>(null);
  useEffect(() => {
    let isWanted = true;
    import('../lib/highlight').then((found) => isWanted && setColour({ of: found.highlight }), () => undefined);
    return () => {
      isWanted = false;
    };
  }, []);
  return colour?.of ?? null;
}

function Line({ tokens, text }: { tokens: Token[] | undefined; text: string }) {
  if (!tokens) return <>{visible(text)}</>;
  return <>{tokens.map((token, i) => (token.kind ? <span key={i} className={token.kind}>{visible(token.text)}</span> : visible(token.text)))}</>;
}

function Cell({ side, tokens, sign }: { side: Side | null; tokens: Token[] | undefined; sign: string }) {
  if (!side) return <><td className="line" /><td className="void" /></>;
  return (
    <>
      <td className="line">{side.number}</td>
      <td className={side.mark === 'changed' ? (sign === '-' ? 'gone' : 'come') : ''}>
        {side.mark === 'changed' && <span className="sign" aria-label={sign === '-' ? t('removed', 'удалено') : t('added', 'добавлено')}>{sign}</span>}
        <Line tokens={tokens} text={side.text} />
      </td>
    </>
  );
}

/** The lines of a unified diff, old on the left and new on the right. */
export function SideBySide({ path, lines }: { path: string; lines: string[] }) {
  const colour = useColours();
  const rows = useMemo(() => sideBySide(lines), [lines]);
  const [old, now] = useMemo(() => {
    const of = (side: 'old' | 'new'): Token[][] | null => colour?.(path, rows.map((row) => (row.kind === 'line' ? (row[side]?.text ?? '') : '')).join('\n')) ?? null;
    return [of('old'), of('new')];
  }, [colour, path, rows]);
  return (
    <div className="scroll code" tabIndex={0} role="region" aria-label={t('What changed in the file', 'Что изменилось в файле')}>
      <table className="diff">
        <colgroup><col className="line" /><col /><col className="line" /><col /></colgroup>
        <tbody>
          {rows.map((row, i) =>
            row.kind === 'hunk' ? (
              <tr key={i} className="hunk"><td colSpan={4}>{row.text}</td></tr>
            ) : (
              <tr key={i}>
                <Cell side={row.old} tokens={old?.[i]} sign="-" />
                <Cell side={row.new} tokens={now?.[i]} sign="+" />
              </tr>
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}

export function FileText({ path, text }: { path: string; text: string }) {
  const colour = useColours();
  const lines = useMemo(() => text.split('\n'), [text]);
  const tokens = useMemo(() => colour?.(path, text) ?? null, [colour, path, text]);
  return (
    <div className="scroll code tall" tabIndex={0} role="region" aria-label={t('The file', 'Файл')}>
      <table className="diff one">
        <colgroup><col className="line" /><col /></colgroup>
        <tbody>{lines.map((line, i) => <tr key={i}><td className="line">{i + 1}</td><td><Line tokens={tokens?.[i]} text={line} /></td></tr>)}</tbody>
      </table>
    </div>
  );
}
