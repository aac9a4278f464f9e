import { useState } from 'react';
import { send } from '../lib/api';
import { takeSnapshot } from '../lib/commands';
import { clock, bytes, distance } from '../lib/format';
import { useLive, useNow } from '../lib/hooks';
import type { BackupFolder, Change, Run, Snapshot } from '../lib/records';
import { to } from '../lib/route';
import { t } from '../lib/words';
import { Act, Badge, Copy, Empty, Failure, Loading, Section, Shown, Table } from '../parts/basics';
import { Changes } from '../parts/changes';
import { FileHistory } from '../parts/history';
import { PlanDialog, type Wish } from '../parts/plan';
import { StateBadge } from '../parts/states';
import { Timeline } from '../parts/timeline';
import { UsageChart } from '../parts/usage';

const Now = '';
const ShortList = 12;

function Snapshots({ list, from, to: until, at, pick, restore, again }: { list: Snapshot[]; from: string; to: string; at: string; pick: (id: string, second: boolean) => void; restore: (snapshot: Snapshot) => void; again: () => void }) {
  const [isLong, setLong] = useState(false);
  const newest = [...list].reverse();
  const shown = isLong ? newest : newest.slice(0, ShortList);
  return (
    <>
      <Table label={t('Snapshots', 'Снимки')} heads={[t('Compare', 'Сравнить'), t('Taken', 'Сделан'), t('Why', 'Почему'), t('Changes', 'Изменения'), t('Files', 'Файлов'), t('Size', 'Размер'), t('New', 'Новое'), '']}>
        {shown.map((snapshot) => (
          <tr key={snapshot.id} className={snapshot.id === from ? 'from' : snapshot.id === until ? 'to' : ''}>
            <td className="nowrap">
              <button type="button" className="small" aria-pressed={snapshot.id === from} onClick={() => pick(snapshot.id, false)} aria-label={t(`From ${snapshot.id}`, `От ${snapshot.id}`)}>A</button>{' '}
              <button type="button" className="small" aria-pressed={snapshot.id === until} onClick={() => pick(snapshot.id, true)} aria-label={t(`To ${snapshot.id}`, `До ${snapshot.id}`)}>B</button>
            </td>
            <td className="nowrap" title={snapshot.id}>{clock(snapshot.takenAt)}</td>
            <td>
              <StateBadge state={snapshot.reason} />
              {snapshot.run && <> <a href={to('runs', snapshot.run)}>{t('run', 'запуск')}</a></>}
              {snapshot.pin && <> <Badge tone="good">★ <Shown text={snapshot.pin.why} /></Badge></>}
            </td>
            <td className="nowrap"><span className="plus">+{snapshot.added ?? 0}</span> <span className="tilde">~{snapshot.changed ?? 0}</span> <span className="minus">−{snapshot.deleted ?? 0}</span></td>
            <td className="number">{snapshot.files ?? '–'}</td>
            <td className="number">{bytes(snapshot.totalBytes)}</td>
            <td className="number">{bytes(snapshot.copiedBytes)}</td>
            <td>
              <div className="row end">
                <Act tone="small" work={async () => { await send(snapshot.pin ? 'DELETE' : 'PUT', `${at}/snapshots/${snapshot.id}/pin`, snapshot.pin ? undefined : {}); again(); }}>{snapshot.pin ? t('Unpin', 'Открепить') : t('Pin', 'Закрепить')}</Act>
                <button type="button" className="small" onClick={() => restore(snapshot)}>{t('Restore…', 'Вернуть…')}</button>
              </div>
            </td>
          </tr>
        ))}
      </Table>
      {newest.length > ShortList && <button type="button" className="small ghost" onClick={() => setLong(!isLong)}>{isLong ? t('Fewer', 'Короче') : t(`All ${newest.length}`, `Все ${newest.length}`)}</button>}
    </>
  );
}

export default function Folder({ id }: { id: string }) {
  const at = `/v1/backups/${encodeURIComponent(id)}`;
  const folder = useLive<BackupFolder>(at, 10_000);
  const snapshots = useLive<{ snapshots: Snapshot[]; waiting: string[] }>(`${at}/snapshots`);
  const runs = useLive<{ runs: Run[] }>('/v1/runs').value?.runs ?? [];
  const [picked, setPicked] = useState<{ from: string | null; to: string }>({ from: null, to: Now });
  const [wish, setWish] = useState<Wish | null>(null);
  const [history, setHistory] = useState<Change | null>(null);
  const [changed, setChanged] = useState(0);
  const now = useNow(5000);
  if (!folder.value) return folder.failure ? <Failure error={folder.failure} /> : <Loading />;
  const { source, backupFolder, health, lastVerify } = folder.value;
  const list = snapshots.value?.snapshots ?? [];
  const from = picked.from ?? list[list.length - 1]?.id ?? '';
  const own = runs.filter((run) => run.folder === source);
  const pick = (chosen: string, second: boolean): void => setPicked(second ? { from, to: chosen === picked.to ? Now : chosen } : { from: chosen, to: picked.to === chosen ? Now : picked.to });
  const restoreAll = (snapshot: Snapshot): void => setWish({ path: `${at}/restore`, body: { snapshot: snapshot.id }, title: t(`Bring the folder back as it was ${clock(snapshot.takenAt)}`, `Вернуть папку, какой она была ${clock(snapshot.takenAt)}`) });
  const restoreOne = (path: string, pathBytes: string | null, snapshot: string): void =>
    setWish({ path: `${at}/restore`, body: { snapshot, ...(pathBytes ? { pathsBytes: [pathBytes] } : { paths: [path] }) }, title: t(`Bring back ${path}`, `Вернуть ${path}`) });
  const name = (snapshot: Snapshot): string => `${clock(snapshot.takenAt)} (${snapshot.id})`;
  return (
    <>
      <p className="crumbs"><a href={to('folders')}>{t('Folders', 'Папки')}</a> /</p>
      <h1 className="path"><Shown text={source} /></h1>
      <p className="muted">
        <StateBadge state={health?.state ?? 'pending'} /> {t('saved', 'сохранено')} {distance(health?.lastSuccess, now)} · {t('free', 'свободно')} {bytes(health?.freeBytes)} · <Shown text={backupFolder} />
        {lastVerify && <> · {t('checked', 'проверено')} {distance(lastVerify.at, now)} <StateBadge state={lastVerify.result === 'ok' ? 'verified' : lastVerify.result} /></>}
      </p>
      {health?.problem && <p className="failure"><Shown text={health.problem} /></p>}
      <Failure error={snapshots.failure} />
      {snapshots.value && list.length === 0 && <Section title={t('Snapshots', 'Снимки')}><Empty>{t('None yet. Take the first:', 'Пока нет. Сделать первый:')}</Empty><Copy text={takeSnapshot(source, backupFolder)} /></Section>}
      {list.length > 0 && (
        <>
          <Section title={t('Timeline', 'Лента времени')}>
            <Timeline snapshots={list} runs={own} from={from} to={picked.to} onPick={pick} />
            <Snapshots list={list} from={from} to={picked.to} at={at} pick={pick} restore={restoreAll} again={snapshots.again} />
          </Section>
          <Section
            title={t('What changed', 'Что изменилось')}
            side={
              <>
                <label>A <select value={from} onChange={(event) => setPicked({ ...picked, from: event.target.value })}>{list.map((snapshot) => <option key={snapshot.id} value={snapshot.id}>{name(snapshot)}</option>)}</select></label>
                <label>B <select value={picked.to} onChange={(event) => setPicked({ from, to: event.target.value })}><option value={Now}>{t('the folder now', 'папка сейчас')}</option>{list.map((snapshot) => <option key={snapshot.id} value={snapshot.id}>{name(snapshot)}</option>)}</select></label>
              </>
            }
          >
            <Changes key={`${from} ${picked.to} ${changed}`} at={at} from={from} to={picked.to} onRestore={restoreOne} onHistory={setHistory} />
          </Section>
          <Section title={t('What takes the space', 'Что занимает место')}><UsageChart at={at} list={list} /></Section>
        </>
      )}
      {history && <FileHistory at={at} change={history} onClose={() => setHistory(null)} onRestore={(path, pathBytes, snapshot) => { setHistory(null); restoreOne(path, pathBytes, snapshot); }} />}
      {wish && <PlanDialog wish={wish} onClose={() => setWish(null)} onDone={() => { snapshots.again(); setChanged(changed + 1); }} />}
    </>
  );
}
