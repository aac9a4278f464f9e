import { lazy, Suspense, useState } from 'react';
import { follow, getText, send } from '../lib/api';
import { attach } from '../lib/commands';
import { bytes, clock, span } from '../lib/format';
import { useLive, useNow } from '../lib/hooks';
import type { BackupFolder, Operation, Review, Run } from '../lib/records';
import { to } from '../lib/route';
import { t } from '../lib/words';
import { Act, Badge, Copy, Empty, Failure, Loading, Section, Shown } from '../parts/basics';
import { Changes } from '../parts/changes';
import { FileHistory } from '../parts/history';
import { PlanDialog, type Wish } from '../parts/plan';
import { StateBadge } from '../parts/states';
import type { Change } from '../lib/records';

const LiveTerminal = lazy(() => import('../parts/terminal'));

const AtWork = new Set(['starting', 'running', 'unreachable', 'closing']);

function Reviewed({ run, again }: { run: Run; again: number }) {
  const { value, failure } = useLive<Review>(`/v1/runs/${run.id}/review`, AtWork.has(run.state) ? 10_000 : 0, false);
  const folder = useLive<{ backups: BackupFolder[] }>('/v1/backups', 0, false).value?.backups.find((backup) => backup.source === run.folder);
  const [isOpen, setOpen] = useState(false);
  const [wish, setWish] = useState<Wish | null>(null);
  const [history, setHistory] = useState<Change | null>(null);
  if (!value) return failure ? <Failure error={failure} /> : <Loading />;
  const dangers = value.items.filter((item) => item.warning !== null);
  const at = folder ? `/v1/backups/${folder.id}` : null;
  return (
    <>
      {!isOpen && <p><span className="plus">+{value.added}</span> <span className="tilde">~{value.changed}</span> <span className="minus">−{value.deleted}</span></p>}
      {dangers.length > 0 && (
        <div className="dangers" role="alert">
          <strong>{t('Look at these before you use the folder: this computer would run them.', 'Посмотрите их до работы с папкой: их запускает этот компьютер.')}</strong>
          <ul className="plain">{dangers.map((item) => <li key={item.path}><StateBadge state={item.change} /> <span className="path"><Shown text={item.path} /></span> <span className="muted"><Shown text={item.warning} /></span></li>)}</ul>
        </div>
      )}
      {value.items.length === 0 && <Empty>{t('Nothing was changed.', 'Ничего не изменено.')}</Empty>}
      {value.items.length > 0 && at && run.beforeSnapshot && (isOpen
        ? <Changes key={again} at={at} from={run.beforeSnapshot} to={run.afterSnapshot ?? ''} onHistory={setHistory} onRestore={(path, pathBytes, snapshot) => setWish({ path: `${at}/restore`, body: { snapshot, ...(pathBytes ? { pathsBytes: [pathBytes] } : { paths: [path] }) }, title: t(`Bring back ${path}`, `Вернуть ${path}`) })} />
        : <button type="button" onClick={() => setOpen(true)}>{t('Look at each change', 'Посмотреть каждое изменение')}</button>)}
      {value.items.length > 0 && !at && <ul className="plain steps">{value.items.slice(0, 300).map((item) => <li key={item.path}><StateBadge state={item.change} /> <span className="path"><Shown text={item.path} /></span></li>)}</ul>}
      {history && at && <FileHistory at={at} change={history} onClose={() => setHistory(null)} onRestore={(path, pathBytes, snapshot) => { setHistory(null); setWish({ path: `${at}/restore`, body: { snapshot, ...(pathBytes ? { pathsBytes: [pathBytes] } : { paths: [path] }) }, title: t(`Bring back ${path}`, `Вернуть ${path}`) }); }} />}
      {wish && <PlanDialog wish={wish} onClose={() => setWish(null)} onDone={() => undefined} />}
    </>
  );
}

function Log({ id }: { id: string }) {
  const [text, setText] = useState<string | null>(null);
  return text === null
    ? <Act work={async () => setText(await getText(`/v1/runs/${id}/logs`))}>{t('Show what it wrote', 'Показать вывод')}</Act>
    : <pre className="log scroll tall" tabIndex={0}><Shown text={text} /></pre>;
}

export default function RunPage({ id }: { id: string }) {
  const { value: run, failure, again } = useLive<Run>(`/v1/runs/${encodeURIComponent(id)}`, 3000);
  const [mode, setMode] = useState<'none' | 'watch' | 'type'>('none');
  const [wish, setWish] = useState<Wish | null>(null);
  const [undone, setUndone] = useState(0);
  const now = useNow();
  if (!run) return failure ? <Failure error={failure} /> : <Loading />;
  const isLive = AtWork.has(run.state);
  const end = (verb: string) => async (): Promise<void> => {
    await follow(await send<Operation>('POST', `/v1/runs/${run.id}/${verb}`, verb === 'stop' ? {} : undefined));
    again();
  };
  return (
    <>
      <p className="crumbs"><a href={to('runs')}>{t('Runs', 'Запуски')}</a> /</p>
      <h1><Shown text={run.name ?? run.agent} /> <StateBadge state={run.state} />{run.exitCode !== null && run.exitCode !== 0 && <Badge tone="bad">{t('code', 'код')} {run.exitCode}</Badge>}</h1>
      <p className="muted">
        <Shown text={`${run.agent} · ${run.vm} · ${run.folder}`} /> · {clock(run.startedAt)} · {span(Math.max(0, ((run.endedAt ? Date.parse(run.endedAt) : now) - Date.parse(run.startedAt)) / 1000))}
        {isLive && <> · CPU {run.cpuPercent ?? '–'}% · {bytes(run.memoryBytes)} · {t('changes', 'правок')}: {run.changes ?? '–'}</>}
      </p>
      {run.cause && <p className="failure"><Shown text={run.cause} /></p>}
      <div className="row wrap start">
        {isLive && run.detached && <Act work={end('stop')} confirm={t('Ask the agent to end?', 'Попросить агента завершиться?')}>{t('Stop', 'Остановить')}</Act>}
        {isLive && run.detached && <Act work={end('kill')} tone="danger" confirm={t('End the agent at once?', 'Завершить агента немедленно?')}>{t('Kill', 'Убить')}</Act>}
        {run.beforeSnapshot && <button type="button" onClick={() => setWish({ path: `/v1/runs/${run.id}/undo`, body: {}, title: t('Put the folder back as before this run', 'Вернуть папку, как до этого запуска') })}>{t('Undo…', 'Отменить…')}</button>}
      </div>
      {isLive && (
        <Section
          title={t('Terminal', 'Терминал')}
          side={run.detached && (
            <>
              <button type="button" className="small" aria-pressed={mode === 'watch'} onClick={() => setMode(mode === 'watch' ? 'none' : 'watch')}>{t('Watch', 'Смотреть')}</button>
              <button type="button" className="small" aria-pressed={mode === 'type'} onClick={() => setMode(mode === 'type' ? 'none' : 'type')}>{t('Type', 'Печатать')}</button>
            </>
          )}
        >
          {!run.detached && <p className="muted">{t('This run has a terminal of its own: it was started without --detach.', 'У этого запуска свой терминал: он начат без --detach.')}</p>}
          {run.detached && mode === 'none' && <p className="muted">{t('Watch it, or type into it; the same with:', 'Можно смотреть или печатать; то же самое:')} <Copy text={attach(run.name ?? run.id)} /></p>}
          {mode !== 'none' && <Suspense fallback={<Loading />}><LiveTerminal run={run.id} readOnly={mode === 'watch'} /></Suspense>}
        </Section>
      )}
      <Section title={t('What it changed', 'Что он изменил')}><Reviewed key={undone} run={run} again={undone} /></Section>
      {run.detached && <Section title={t('What it wrote to its terminal', 'Что он писал в терминал')}><Log id={run.id} /></Section>}
      {wish && <PlanDialog wish={wish} onClose={() => setWish(null)} onDone={() => setUndone(undone + 1)} />}
    </>
  );
}
