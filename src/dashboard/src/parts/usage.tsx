import { useState } from 'react';
import { bytes, clock } from '../lib/format';
import { useLive } from '../lib/hooks';
import type { Snapshot, Usage } from '../lib/records';
import { t } from '../lib/words';
import { Failure, Loading, Shown } from './basics';

const Most = 15;

function Chart({ at, list }: { at: string; list: Snapshot[] }) {
  const { value, failure } = useLive<Usage>(`${at}/usage`, 0, false);
  if (!value) return failure ? <Failure error={failure} /> : <Loading />;
  const largest = Math.max(1, ...value.snapshots.map((snapshot) => snapshot.newBytes));
  const top = [...value.snapshots].sort((left, right) => right.newBytes - left.newBytes).slice(0, Most);
  return (
    <>
      <p>{t('All snapshots together:', 'Все снимки вместе:')} <b>{bytes(value.totalBytes)}</b>. <span className="muted">{t('A bar is what a snapshot brought; its dark part is what removing it would free.', 'Полоса — сколько снимок добавил; тёмная часть — сколько освободит его удаление.')}</span></p>
      <ul className="bars">
        {top.map((snapshot) => (
          <li key={snapshot.id}>
            <span className="nowrap">{clock(list.find((known) => known.id === snapshot.id)?.takenAt) }{snapshot.pinned && ' ★'}</span>
            <span className="bar" aria-hidden="true"><i style={{ width: `${(snapshot.newBytes / largest) * 100}%` }} /><b style={{ width: `${(snapshot.ownBytes / largest) * 100}%` }} /></span>
            <span className="number">{bytes(snapshot.newBytes)} <span className="muted">({bytes(snapshot.ownBytes)})</span></span>
          </li>
        ))}
      </ul>
      {value.churners.length > 0 && (
        <>
          <h3>{t('Files that change nearly always', 'Файлы, которые меняются почти всегда')}</h3>
          <ul className="plain">{value.churners.slice(0, Most).map((file) => <li key={file.path} className="row"><span className="path"><Shown text={file.path} /></span><span className="muted">{t(`${file.times} times`, `${file.times} раз`)} · {bytes(file.bytes)}</span></li>)}</ul>
          <p className="muted">{t('One that need not be kept belongs into .backupignore.', 'Ненужному место в .backupignore.')}</p>
        </>
      )}
    </>
  );
}

/** Reads the list of files of every snapshot, so only where it is asked for. */
export function UsageChart({ at, list }: { at: string; list: Snapshot[] }) {
  const [isWanted, setWanted] = useState(false);
  return isWanted ? <Chart at={at} list={list} /> : <button type="button" onClick={() => setWanted(true)}>{t('Measure', 'Измерить')}</button>;
}
