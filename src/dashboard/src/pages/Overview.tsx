import { follow, send } from '../lib/api';
import { addFolder } from '../lib/commands';
import { bytes, clock, distance, span } from '../lib/format';
import { useLive, useNow } from '../lib/hooks';
import { troubles, verdict, type Fix, type Trouble, type Verdict } from '../lib/problems';
import type { BackupFolder, Operation, Status, Tripwire } from '../lib/records';
import { to } from '../lib/route';
import { counted, t } from '../lib/words';
import { Act, Copy, Empty, Failure, Loading, Section, Shown, Table } from '../parts/basics';
import { StateBadge } from '../parts/states';

const Every = 5000;

function Repair({ fix, done, onAnswer }: { fix: Fix; done: () => void; onAnswer: (alarm: Tripwire) => void }) {
  if (fix.kind === 'answer') return <button type="button" className="primary" onClick={() => onAnswer(fix.alarm)}>{t('Answer…', 'Ответить…')}</button>;
  if (fix.kind === 'command') return <Copy text={fix.command} />;
  if (fix.kind === 'page') return <a className="button" href={fix.to}>{fix.words}</a>;
  return (
    <Act work={async () => { await follow(await send<Operation>('POST', `/v1/vms/${encodeURIComponent(fix.name)}/${fix.act}`, fix.act === 'restart' ? {} : undefined)); done(); }}>
      {fix.act === 'start' ? t('Start', 'Запустить') : t('Restart the VM', 'Перезапустить ВМ')}
    </Act>
  );
}

function Answer({ status, found, now }: { status: Status; found: Trouble[]; now: number }) {
  const said: Record<Verdict, [string, string]> = {
    protected: ['Your work is protected', 'Ваша работа под защитой'],
    attention: ['Your work is saved, but something needs attention', 'Работа сохраняется, но кое-что требует внимания'],
    exposed: ['Not everything is protected right now', 'Сейчас защищено не всё'],
    none: ['Nothing is protected yet', 'Пока ничего не защищено'],
  };
  const state = verdict(status, found);
  const saved = status.backups.map((backup) => backup.lastSuccess).filter((at): at is string => at !== null).sort();
  const oldest = saved[0], isAll = state !== 'exposed';
  const when = oldest === undefined ? '' : isAll ? t(`, all of it saved ${distance(oldest, now)}`, `, всё сохранено ${distance(oldest, now)}`) : t(`, one of them last saved ${distance(oldest, now)}`, `, одна из них сохранена лишь ${distance(oldest, now)}`);
  return (
    <section className={`answer ${state}`}>
      <span className="sign" aria-hidden="true">{state === 'protected' ? '✓' : state === 'none' ? '·' : '!'}</span>
      <div>
        <h1 aria-live="polite">{t(...said[state])}</h1>
        <p>
          {status.backups.length > 0
            ? t(
                `${counted(status.backups.length, ['folder', 'folders'], ['папка', 'папки', 'папок'])} with backups${when}.`,
                `${counted(status.backups.length, ['folder', 'folders'], ['папка', 'папки', 'папок'])} с копиями${when}.`,
              )
            : t('No folder of the configuration has backups.', 'В настройках нет папок с копиями.')}{' '}
          {status.agents.length > 0 && counted(status.agents.length, ['agent is at work.', 'agents are at work.'], ['агент работает.', 'агента работают.', 'агентов работают.'])}
        </p>
        {state === 'none' && <Copy text={addFolder} />}
      </div>
    </section>
  );
}

export function Overview({ alarms, onAnswer }: { alarms: Tripwire[]; onAnswer: (alarm: Tripwire) => void }) {
  const { value: status, failure, again } = useLive<Status>('/v1/status', Every);
  const folders = useLive<{ backups: BackupFolder[] }>('/v1/backups').value?.backups ?? [];
  const now = useNow();
  if (!status) return failure ? <Failure error={failure} /> : <Loading />;
  const found = troubles(status, alarms);
  return (
    <>
      <Answer status={status} found={found} now={now} />
      {found.length > 0 && (
        <Section title={t('Look at this first', 'Сначала это')}>
          <ul className="troubles">
            {found.map((trouble, i) => (
              <li key={i} className={trouble.isExposed || trouble.fix.kind === 'answer' ? 'bad' : 'warn'}>
                <div>
                  <strong><Shown text={trouble.words} /></strong>
                  {trouble.cause && <p><Shown text={trouble.cause} /></p>}
                </div>
                <Repair fix={trouble.fix} done={again} onAnswer={onAnswer} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={t('Folders', 'Папки')}>
        {status.backups.length === 0 && status.mounts.length === 0 ? (
          <Empty>{t('None yet.', 'Пока нет.')}</Empty>
        ) : (
          <Table label={t('Folders', 'Папки')} heads={[t('Folder', 'Папка'), t('Backups', 'Копии'), t('Saved', 'Сохранено'), t('Snapshots', 'Снимков'), t('Free', 'Свободно'), t('In the VM', 'В ВМ')]}>
            {status.backups.map((backup) => {
              const mount = status.mounts.find((candidate) => candidate.source === backup.source);
              const folder = folders.find((candidate) => candidate.source === backup.source);
              return (
                <tr key={backup.source + backup.backupFolder}>
                  <td className="name">{folder ? <a href={to('folders', folder.id)}><Shown text={backup.source} /></a> : <Shown text={backup.source} />}</td>
                  <td><StateBadge state={backup.state} /></td>
                  <td title={clock(backup.lastSuccess)}>{distance(backup.lastSuccess, now)}</td>
                  <td className="number">{backup.snapshots}</td>
                  <td className="number">{bytes(backup.freeBytes)}</td>
                  <td>{mount ? <><StateBadge state={mount.state} /> <Shown text={mount.vm} /></> : '–'}</td>
                </tr>
              );
            })}
            {status.mounts.filter((mount) => !status.backups.some((backup) => backup.source === mount.source)).map((mount) => (
              <tr key={mount.source + mount.vm}>
                <td className="name"><Shown text={mount.source} /></td>
                <td>{t('off', 'выключены')}</td>
                <td>–</td>
                <td>–</td>
                <td>–</td>
                <td><StateBadge state={mount.state} /> <Shown text={mount.vm} /></td>
              </tr>
            ))}
          </Table>
        )}
      </Section>
      <Section title={t('Agents at work', 'Работающие агенты')}>
        {status.agents.length === 0 ? (
          <Empty>{t('None now.', 'Сейчас никто не работает.')}</Empty>
        ) : (
          <Table label={t('Agents', 'Агенты')} heads={[t('Run', 'Запуск'), t('State', 'Состояние'), t('Folder', 'Папка'), t('For', 'Идёт'), t('Changes', 'Правок'), 'CPU', t('Memory', 'Память')]}>
            {status.agents.map((agent) => (
              <tr key={agent.id}>
                <td><a href={to('runs', agent.id)}><Shown text={agent.name ?? agent.agent} /></a> <small><Shown text={agent.vm} /></small></td>
                <td><StateBadge state={agent.state} /></td>
                <td className="name"><Shown text={agent.folder} /></td>
                <td>{span(Math.max(0, (now - Date.parse(agent.startedAt)) / 1000))}</td>
                <td className="number">{agent.changes ?? '–'}</td>
                <td className="number">{agent.cpuPercent === null ? '–' : `${agent.cpuPercent}%`}</td>
                <td className="number">{bytes(agent.memoryBytes)}</td>
              </tr>
            ))}
          </Table>
        )}
      </Section>
      <div className="pair">
        <Section title={t('VMs', 'ВМ')} side={<a href={to('vms')}>{t('All', 'Все')}</a>}>
          {status.vms.length === 0 ? <Empty>{t('None.', 'Нет.')}</Empty> : (
            <ul className="plain">
              {status.vms.map((vm) => (
                <li key={vm.name} className="row">
                  <span><strong><Shown text={vm.name} /></strong> <StateBadge state={vm.state} /></span>
                  <span className="muted">{vm.cpuPercent !== null && `CPU ${vm.cpuPercent}% · `}{vm.memoryUsedBytes !== null && `${bytes(vm.memoryUsedBytes)} / `}{bytes(vm.ramBytes)}</span>
                </li>
              ))}
            </ul>
          )}
        </Section>
        <Section title={t('Ports', 'Порты')} side={<a href={to('ports')}>{t('All', 'Все')}</a>}>
          {status.ports.length === 0 ? <Empty>{t('None are forwarded.', 'Ничего не проброшено.')}</Empty> : (
            <ul className="plain">
              {status.ports.map((port, i) => (
                <li key={i} className="row"><span><Shown text={port.listen} /> → <Shown text={port.target ?? port.kind} /></span><StateBadge state={port.state} /></li>
              ))}
            </ul>
          )}
        </Section>
      </div>
      <p className="muted foot">
        {t('Daemon', 'Служба')} <Shown text={status.daemon.version ?? ''} />, {t('process', 'процесс')} {status.daemon.pid}, {bytes(status.daemon.residentBytes)}, {t('started', 'запущена')} {distance(status.daemon.startedAt, now)}. <Shown text={status.daemon.configFile} />
      </p>
    </>
  );
}
