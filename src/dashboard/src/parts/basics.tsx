import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Refusal } from '../lib/api';
import { visible } from '../lib/visible';
import { t } from '../lib/words';

/** A name or words that somebody else chose. */
export function Shown({ text }: { text: string | null | undefined }) {
  return <>{visible(text ?? '')}</>;
}

export type Tone = 'good' | 'warn' | 'bad' | 'quiet';

export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`badge ${tone}`}>{children}</span>;
}

export function Copy({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => {
        setCopied(true);
        setTimeout(() => setCopied(false), 1500);
      },
      () => setCopied(false),
    );
  };
  return (
    <span className="copy">
      <code>
        <Shown text={text} />
      </code>
      <button type="button" className="small" onClick={copy} aria-label={t(`Copy: ${text}`, `Скопировать: ${text}`)}>
        {copied ? t('Copied', 'Готово') : t('Copy', 'Копировать')}
      </button>
    </span>
  );
}

export function Failure({ error }: { error: Refusal | null }) {
  if (!error) return null;
  return (
    <div className="failure" role="alert">
      <strong>
        <Shown text={error.problem.title} />
      </strong>
      {error.problem.cause && (
        <p>
          <Shown text={error.problem.cause} />
        </p>
      )}
      {error.problem.fix && (error.problem.fix.startsWith('agsekit ') && !error.problem.fix.includes('\n') ? <Copy text={error.problem.fix} /> : <p><Shown text={error.problem.fix} /></p>)}
    </div>
  );
}

export function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal(0, { title: String(error), cause: '', fix: '', code: '' });
}

/** A button whose work takes its time: it can not be pressed twice, and shows what went wrong. */
export function Act({ children, work, tone = '', confirm }: { children: ReactNode; work: () => Promise<unknown>; tone?: string; confirm?: string }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Refusal | null>(null);
  const [asking, setAsking] = useState(false);
  const run = (): void => {
    setBusy(true);
    setError(null);
    setAsking(false);
    work().then(
      () => setBusy(false),
      (failed: unknown) => {
        setBusy(false);
        setError(asRefusal(failed));
      },
    );
  };
  return (
    <>
      <button type="button" className={tone} disabled={busy} onClick={() => (confirm === undefined ? run() : setAsking(true))}>
        {busy ? <span className="busy">{children}…</span> : children}
      </button>
      {asking && confirm !== undefined && (
        <Dialog title={confirm} onClose={() => setAsking(false)}>
          <div className="row end">
            <button type="button" onClick={() => setAsking(false)}>{t('Cancel', 'Отмена')}</button>
            <button type="button" className="danger" onClick={run}>{children}</button>
          </div>
        </Dialog>
      )}
      <Failure error={error} />
    </>
  );
}

/** The browser's own dialog: it keeps the keyboard inside, and Escape closes it. */
export function Dialog({ title, onClose, children, wide = false }: { title: string; onClose: () => void; children: ReactNode; wide?: boolean }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = box.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog ref={box} className={wide ? 'wide' : ''} onCancel={(event) => { event.preventDefault(); onClose(); }} aria-label={title}>
      <header className="row">
        <h2><Shown text={title} /></h2>
        <button type="button" className="small ghost" onClick={onClose} aria-label={t('Close', 'Закрыть')}>✕</button>
      </header>
      {children}
    </dialog>
  );
}

export function Empty({ children }: { children: ReactNode }) {
  return <p className="empty">{children}</p>;
}

export function Section({ title, children, side }: { title: string; children: ReactNode; side?: ReactNode }) {
  return (
    <section className="card">
      <div className="row">
        <h2><Shown text={title} /></h2>
        {side && <div className="row">{side}</div>}
      </div>
      {children}
    </section>
  );
}

export function Loading() {
  return <p className="empty" aria-busy="true">{t('Looking…', 'Смотрю…')}</p>;
}

/** A table that scrolls by itself where it is too wide for the screen. */
export function Table({ heads, children, label }: { heads: string[]; children: ReactNode; label: string }) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {heads.map((head, i) => (
              <th key={i} scope="col">{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
