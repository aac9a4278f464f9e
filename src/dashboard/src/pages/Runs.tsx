import { firstRun } from '../lib/commands';
import { bytes, distance, span } from '../lib/format';
import { useLive, useNow } from '../lib/hooks';
import type { Run } from '../lib/records';
import { to } from '../lib/route';
import { t } from '../lib/words';
import { Copy, Empty, Failure, Loading, Section, Shown, Table } from '../parts/basics';
import { StateBadge } from '../parts/states';

export function Runs() {
  const { value, failure } = useLive<{ runs: Run[] }>('/v1/runs', 5000);
  const now = useNow();
  return (
    <Section title={t('Runs', 'Запуски')}>
      <Failure error={failure} />
      {!value && !failure && <Loading />}
      {value?.runs.length === 0 && <><Empty>{t('No agent has been run yet. One begins with:', 'Агентов ещё не запускали. Начать:')}</Empty><Copy text={firstRun} /></>}
      {value && value.runs.length > 0 && (
        <Table label={t('Runs', 'Запуски')} heads={[t('Run', 'Запуск'), t('State', 'Состояние'), t('Folder', 'Папка'), t('Begun', 'Начат'), t('Took', 'Длился'), t('Changes', 'Правок'), 'CPU', t('Memory', 'Память')]}>
          {value.runs.map((run) => (
            <tr key={run.id}>
              <td><a href={to('runs', run.id)}><Shown text={run.name ?? run.agent} /></a> <small className="muted"><Shown text={run.vm} /></small></td>
              <td><StateBadge state={run.state} />{run.exitCode !== null && run.exitCode !== 0 && <small> {t('code', 'код')} {run.exitCode}</small>}</td>
              <td className="name"><Shown text={run.folder} /></td>
              <td>{distance(run.startedAt, now)}</td>
              <td>{span(Math.max(0, ((run.endedAt ? Date.parse(run.endedAt) : now) - Date.parse(run.startedAt)) / 1000))}</td>
              <td className="number">{run.changes ?? '–'}</td>
              <td className="number">{run.cpuPercent === null ? '–' : `${run.cpuPercent}%`}</td>
              <td className="number">{bytes(run.memoryBytes)}</td>
            </tr>
          ))}
        </Table>
      )}
    </Section>
  );
}
