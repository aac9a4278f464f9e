import { useRef, useState, type ReactNode } from 'react';
import { Refusal, send } from '../lib/api';
import { bytes, distance, left, span } from '../lib/format';
import { Empty as EmptyForm, fieldOf, inUnits, wishOf, type SessionForm } from '../lib/fields';
import { useLive, useNow } from '../lib/hooks';
import type { SandboxSession, SessionTerms } from '../lib/records';
import { to } from '../lib/route';
import { counted, t } from '../lib/words';
import { Dialog, Empty, Failure, Loading, Section, Shown, Table, asRefusal } from '../parts/basics';
import { DeleteSession, Waited } from '../parts/session';

/** What a session may be used for without being told each time. */
const Agents = ['text-analysis', 'command'];

/** A field with what it may be beneath it, and in its place what is wrong with it. */
function Field({ name, label, hint, wrong, children }: { name: keyof SessionForm; label: string; hint: string; wrong: string | null; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={`new-${name}`}>{label}</label>
      {children}
      {wrong === null ? <small id={`hint-${name}`} className="muted">{hint}</small> : <small id={`hint-${name}`} className="wrong" role="alert"><Shown text={wrong} /></small>}
    </div>
  );
}

function NewSession({ terms, onClose }: { terms: SessionTerms; onClose: () => void }) {
  const [form, setForm] = useState<SessionForm>({ ...EmptyForm, agent: 'text-analysis' });
  const [error, setError] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const box = useRef<HTMLFormElement>(null);
  const wrong = error?.status === 422 ? fieldOf(error.problem.field) : null;
  const set = (name: keyof SessionForm) => (event: { target: { value: string } }): void => setForm({ ...form, [name]: event.target.value });
  const make = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const made = await send<SandboxSession>('POST', '/v1/sessions', wishOf(form));
      location.hash = to('sessions', made.id);
    } catch (failed) {
      const refusal = asRefusal(failed);
      setError(refusal);
      setBusy(false);
      const at = refusal.status === 422 ? fieldOf(refusal.problem.field) : null;
      if (at !== null) box.current?.querySelector<HTMLElement>(`#new-${at}`)?.focus();
    }
  };
  const input = (name: keyof SessionForm, usual: string): ReactNode => (
    <input id={`new-${name}`} inputMode="decimal" autoComplete="off" value={form[name]} onChange={set(name)} placeholder={usual} aria-describedby={`hint-${name}`} aria-invalid={wrong === name} />
  );
  const said = (name: keyof SessionForm): string | null => (wrong === name ? inUnits(name, error?.problem.cause ?? '') : null);
  const most = (limit: string | number): string => t(`at most ${limit}`, `не больше ${limit}`);
  const life = terms.timeoutSeconds;
  return (
    <Dialog title={t('New session', 'Новый сеанс')} onClose={onClose}>
      <form ref={box} noValidate onSubmit={(event) => { event.preventDefault(); void make(); }}>
        <div className="fields">
          <Field name="minutes" label={t('Lives, minutes', 'Живёт, минут')} hint={`${life === null ? t('if empty, until it is deleted', 'если пусто, пока не удалят') : t(`if empty, ${span(life)}`, `если пусто, ${span(life)}`)}; ${most(span(terms.mostTimeoutSeconds))}`} wrong={said('minutes')}>{input('minutes', life === null ? '∞' : String(life / 60))}</Field>
          <Field name="memory" label={t('Memory, MiB', 'Память, МиБ')} hint={most(bytes(terms.limits.memory))} wrong={said('memory')}>{input('memory', String(terms.limits.memory >> 20))}</Field>
          <Field name="cpus" label={t('CPU cores', 'Ядер ЦП')} hint={most(terms.limits.cpus)} wrong={said('cpus')}>{input('cpus', String(terms.limits.cpus))}</Field>
          <Field name="pids" label={t('Processes', 'Процессов')} hint={most(terms.limits.pids)} wrong={said('pids')}>{input('pids', String(terms.limits.pids))}</Field>
          <Field name="network" label={t('Network', 'Сеть')} hint={terms.network === 'none' ? t('the configuration gives none (boxes.network)', 'настройки её не дают (boxes.network)') : t('as the configuration gives (boxes.network)', 'как дают настройки (boxes.network)')} wrong={said('network')}>
            <select id="new-network" value={form.network === '' ? terms.network : form.network} onChange={set('network')} aria-describedby="hint-network">
              {terms.networks.map((network) => <option key={network} value={network}>{networkWords(network)}</option>)}
            </select>
          </Field>
          <Field name="agent" label={t('Agent', 'Агент')} hint={t('where a request names none', 'когда в запросе он не назван')} wrong={said('agent')}>
            <select id="new-agent" value={form.agent} onChange={set('agent')} aria-describedby="hint-agent">
              {Agents.map((agent) => <option key={agent} value={agent}>{agent}</option>)}
              <option value="">–</option>
            </select>
          </Field>
        </div>
        {wrong === null && <><Failure error={error?.retryAfter == null ? error : new Refusal(error.status, { ...error.problem, fix: '' })} />{error && <Waited key={error.retryAfter} seconds={error.retryAfter} />}</>}
        <div className="row end">
          <button type="button" onClick={onClose}>{t('Cancel', 'Отмена')}</button>
          <button type="submit" className="primary" disabled={busy}>{busy ? <span className="busy">{t('Making it…', 'Создаю…')}</span> : t('Make it', 'Создать')}</button>
        </div>
      </form>
    </Dialog>
  );
}

function networkWords(network: string): string {
  const words: Record<string, string> = { none: t('none', 'нет'), filtered: t('the hosts of boxes.allow', 'хосты из boxes.allow'), open: t('what the VM reaches', 'всё, что доступно ВМ') };
  return words[network] ?? network;
}

export function Sessions() {
  const { value, failure, again } = useLive<{ sessions: SandboxSession[]; terms: SessionTerms }>('/v1/sessions', 5000);
  const [isNew, setNew] = useState(false);
  const now = useNow();
  return (
    <>
      <Section title={t('Sessions', 'Сеансы')} side={value && <button type="button" className="primary" onClick={() => setNew(true)}>{t('New session…', 'Новый сеанс…')}</button>}>
        <p className="muted">{t('A container inside a VM with a time limit, for programs and for trying something out.', 'Контейнер внутри ВМ с ограничением времени: для программ и чтобы что-нибудь испытать.')}</p>
        <Failure error={failure} />
        {!value && !failure && <Loading />}
        {value?.sessions.length === 0 && <Empty>{t('None now.', 'Сейчас ни одного.')}</Empty>}
        {value && value.sessions.length > 0 && (
          <Table label={t('Sessions', 'Сеансы')} heads={[t('Session', 'Сеанс'), t('Left', 'Осталось'), t('Made', 'Создан'), t('Memory', 'Память'), 'CPU', t('Processes', 'Процессов'), t('Network', 'Сеть'), t('Agent', 'Агент'), '']}>
            {value.sessions.map((session) => (
              <tr key={session.id}>
                <td><a className="path" href={to('sessions', session.id)}>{session.id.slice(0, 8)}</a></td>
                <td className="number">{session.expiresAt === null ? '–' : left(session.expiresAt, now)}</td>
                <td>{distance(session.createdAt, now)}</td>
                <td className="number">{bytes(session.limits.memory)}</td>
                <td className="number">{session.limits.cpus}</td>
                <td className="number">{session.limits.pids}</td>
                <td>{networkWords(session.network)}</td>
                <td><Shown text={session.agent ?? '–'} /></td>
                <td><DeleteSession id={session.id} done={again} small /></td>
              </tr>
            ))}
          </Table>
        )}
        {value && <p className="muted">{t(`There can be ${counted(value.terms.sessions, ['session', 'sessions'], ['', '', ''])} at once; one execution takes ${span(value.terms.executionSeconds)} at most.`, `Одновременно может быть ${counted(value.terms.sessions, ['', ''], ['сеанс', 'сеанса', 'сеансов'])}; одно выполнение длится не дольше ${span(value.terms.executionSeconds)}.`)}</p>}
      </Section>
      {isNew && value && <NewSession terms={value.terms} onClose={() => setNew(false)} />}
    </>
  );
}
