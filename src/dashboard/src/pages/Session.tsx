import { useEffect, useRef, useState } from 'react';
import { Refusal, send, stream } from '../lib/api';
import { bytes, clock, left, took } from '../lib/format';
import { useLive, useNow } from '../lib/hooks';
import type { Execution, Problem, SandboxSession } from '../lib/records';
import { to } from '../lib/route';
import { Nothing, add, type Transcript } from '../lib/transcript';
import { visible } from '../lib/visible';
import { t } from '../lib/words';
import { Failure, Loading, Section, Shown, asRefusal } from '../parts/basics';
import { Analysed, DeleteSession, Ended } from '../parts/session';

/** Of an input: SessionWords of the daemon. */
const LongestInput = 10_000;

const Parts = ['sentiment', 'keywords', 'summary'] as const;

/** A refusal of the session's own: gone is said by the page, the rest here. */
function Refused({ error, onGone }: { error: Refusal | null; onGone: () => void }) {
  useEffect(() => {
    if (error?.status === 404) onGone();
  }, [error, onGone]);
  return <Failure error={error} />;
}

function TextForm({ id, onGone }: { id: string; onGone: () => void }) {
  const [text, setText] = useState('');
  const [wanted, setWanted] = useState<Record<string, boolean>>({ sentiment: true, keywords: true, summary: true });
  const [result, setResult] = useState<Execution | null>(null);
  const [error, setError] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const names: Record<string, string> = { sentiment: t('Sentiment', 'Настроение'), keywords: t('Keywords', 'Ключевые слова'), summary: t('Summary', 'Кратко') };
  const analyse = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      setResult(await send<Execution>('POST', `/v1/sessions/${id}/execute`, { agent: 'text-analysis', input: text, options: wanted }));
    } catch (failed) {
      setResult(null);
      setError(asRefusal(failed));
    }
    setBusy(false);
  };
  return (
    <Section title={t('Analyse a text', 'Разобрать текст')}>
      <form onSubmit={(event) => { event.preventDefault(); void analyse(); }}>
        <label className="block" htmlFor="text">{t('Text, English or Russian', 'Текст на английском или русском')}</label>
        <textarea id="text" rows={5} value={text} maxLength={LongestInput} onChange={(event) => setText(event.target.value)} />
        <div className="row wrap">
          {Parts.map((part) => (
            <label key={part}><input type="checkbox" checked={wanted[part]} onChange={(event) => setWanted({ ...wanted, [part]: event.target.checked })} /> {names[part]}</label>
          ))}
          <button type="submit" className="primary" disabled={busy || text.trim() === ''}>{busy ? <span className="busy">{t('Analysing…', 'Разбираю…')}</span> : t('Analyse', 'Разобрать')}</button>
        </div>
      </form>
      <Refused error={error} onGone={onGone} />
      {result?.output && <Analysed found={result.output} />}
      {result && !result.output && <pre className="log scroll tall" tabIndex={0}><Shown text={`${result.stdout ?? ''}${result.stderr ?? ''}`} /></pre>}
      {result && <Ended end={result} />}
    </Section>
  );
}

function CommandForm({ id, onGone }: { id: string; onGone: () => void }) {
  const [line, setLine] = useState('');
  const [input, setInput] = useState('');
  const [said, setSaid] = useState<Transcript>(Nothing);
  const [end, setEnd] = useState<Execution | null>(null);
  const [error, setError] = useState<Refusal | null>(null);
  const [begun, setBegun] = useState<number | null>(null);
  const stop = useRef<AbortController | null>(null);
  const now = useNow(100);
  // Who leaves the page ends what it has begun: the daemon ends what nobody listens to.
  useEffect(() => () => stop.current?.abort(), []);
  const run = async (): Promise<void> => {
    const mine = new AbortController();
    stop.current = mine;
    setSaid(Nothing);
    setEnd(null);
    setError(null);
    setBegun(Date.now());
    let isOver = false;
    try {
      for await (const event of stream(`/v1/sessions/${id}/exec`, { command: ['sh', '-c', line], stdin: input }, mine.signal)) {
        if (event.kind === 'stdout' || event.kind === 'stderr') {
          const { text } = JSON.parse(event.data) as { text: string };
          setSaid((before) => add(before, { isError: event.kind === 'stderr', text }));
        } else if (event.kind === 'result') {
          isOver = true;
          setEnd(JSON.parse(event.data) as Execution);
        } else if (event.kind === 'problem') {
          const problem = JSON.parse(event.data) as Problem & { status?: number };
          throw new Refusal(problem.status ?? 0, problem);
        }
      }
      if (!isOver) throw new Error(t('the connection broke off', 'связь прервалась'));
    } catch (failed) {
      setError(mine.signal.aborted ? new Refusal(0, { title: t('Stopped by you', 'Остановлено вами'), cause: '', fix: '', code: '' }) : asRefusal(failed));
    }
    setBegun(null);
  };
  return (
    <Section title={t('Run a command', 'Выполнить команду')}>
      <form onSubmit={(event) => { event.preventDefault(); void run(); }}>
        <label className="block" htmlFor="line">{t('A line for sh', 'Строка для sh')}</label>
        <input id="line" className="wide path" value={line} onChange={(event) => setLine(event.target.value)} autoComplete="off" autoCapitalize="off" spellCheck={false} placeholder="python3 -c 'print(6 * 7)'" />
        <details>
          <summary>{t('Standard input', 'Стандартный ввод')}</summary>
          <textarea rows={3} className="path" value={input} onChange={(event) => setInput(event.target.value)} aria-label={t('Standard input', 'Стандартный ввод')} />
        </details>
        <div className="row wrap">
          <button type="submit" className="primary" disabled={begun !== null || line.trim() === ''}>{t('Run', 'Выполнить')}</button>
          {begun !== null && <button type="button" onClick={() => stop.current?.abort()}>{t('Stop', 'Остановить')}</button>}
          {begun !== null && <span className="muted number">{took(Math.max(0, now - begun))}</span>}
        </div>
      </form>
      {said.isCut && <p className="muted">{t('The beginning is left out.', 'Начало не показано.')}</p>}
      {said.length > 0 && (
        <pre className="log scroll tall output" tabIndex={0} aria-label={t('Output', 'Вывод')} role="group">
          {said.pieces.map((piece, i) => <span key={i} className={piece.isError ? 'minus' : ''}>{visible(piece.text)}</span>)}
        </pre>
      )}
      {end && said.length === 0 && <p className="muted">{t('It printed nothing.', 'Ничего не напечатано.')}</p>}
      <Refused error={error} onGone={onGone} />
      {end && <Ended end={end} />}
    </Section>
  );
}

function Gone() {
  return (
    <Section title={t('This session has ended', 'Этот сеанс завершён')}>
      <p>{t('Its time was over, or somebody deleted it; nothing of it is left.', 'Его время вышло, или его удалили; от него ничего не осталось.')}</p>
      <a className="button" href={to('sessions')}>{t('Make a new one', 'Создать новый')}</a>
    </Section>
  );
}

export default function SessionPage({ id }: { id: string }) {
  const { value: session, failure, again } = useLive<SandboxSession>(`/v1/sessions/${encodeURIComponent(id)}`, 5000);
  const now = useNow();
  const isOver = session?.expiresAt != null && Date.parse(session.expiresAt) <= now;
  useEffect(() => {
    if (isOver) again();
  }, [isOver, again]);
  if (failure?.status === 404) return <Gone />;
  if (!session) return failure ? <Failure error={failure} /> : <Loading />;
  return (
    <>
      <p className="crumbs"><a href={to('sessions')}>{t('Sessions', 'Сеансы')}</a> /</p>
      <div className="row wrap between">
        <h1 className="path">{session.id.slice(0, 8)}</h1>
        {session.expiresAt !== null && <span className="left"><b className="number">{left(session.expiresAt, now)}</b> {t('left', 'осталось')}</span>}
        <DeleteSession id={session.id} done={() => { location.hash = to('sessions'); }} />
      </div>
      <p className="muted">
        {t('made', 'создан')} {clock(session.createdAt)} · {bytes(session.limits.memory)} · CPU {session.limits.cpus} · {t('processes', 'процессов')}: {session.limits.pids} · {t('network', 'сеть')}: {session.network === 'none' ? t('none', 'нет') : session.network} · <Shown text={session.image} />
      </p>
      <TextForm id={session.id} onGone={again} />
      <CommandForm id={session.id} onGone={again} />
    </>
  );
}
