import * as commands from './commands';
import type { Status, Tripwire } from './records';
import { t } from './words';

/** What to do about it: a thing the page can ask for, or a command to copy. */
export type Fix = { kind: 'command'; command: string } | { kind: 'vm'; name: string; act: 'start' | 'restart' } | { kind: 'page'; to: string; words: string } | { kind: 'answer'; alarm: Tripwire };

export interface Trouble { words: string; cause: string | null; fix: Fix; isExposed: boolean }

const command = (line: string): Fix => ({ kind: 'command', command: line });

/** All that asks for attention: agents that wait for an answer first, then what leaves work unprotected. */
export function troubles(status: Status, alarms: readonly Tripwire[] = []): Trouble[] {
  const found: Trouble[] = [];
  const add = (isExposed: boolean, words: string, cause: string | null, fix: Fix): void => void found.push({ words, cause, fix, isExposed });
  for (const backup of status.backups) {
    if (backup.state === 'failed' || backup.state === 'unknown')
      add(true, t(`Backups of ${backup.source} do not work`, `Копии ${backup.source} не создаются`), backup.cause, command(commands.takeSnapshot(backup.source, backup.backupFolder)));
    else if (backup.state === 'none' && status.mounts.some((mount) => mount.source === backup.source && mount.state !== 'notMounted'))
      add(true, t(`${backup.source} is given to a VM and has no snapshot yet`, `${backup.source} отдана ВМ, а снимков ещё нет`), null, command(commands.takeSnapshot(backup.source, backup.backupFolder)));
    if (backup.verifyResult === 'damaged')
      add(true, t(`Snapshots of ${backup.source} are damaged`, `Снимки ${backup.source} повреждены`), null, command(commands.verify(backup.source)));
  }
  for (const mount of status.mounts)
    if (mount.state === 'broken' || mount.state === 'noAnswer') add(false, t(`${mount.source} does not work in the VM`, `${mount.source} не работает в ВМ`), mount.cause, command(commands.mount(mount.source)));
  for (const agent of status.agents) {
    const name = agent.name ?? agent.id;
    if (agent.state === 'unreachable') add(false, t(`The run ${name} does not answer`, `Запуск ${name} не отвечает`), agent.cause, { kind: 'page', to: `#/runs/${agent.id}`, words: t('Look', 'Посмотреть') });
    else if (!agent.watched) add(false, t(`Nobody watches the run ${name}`, `За запуском ${name} никто не следит`), null, command(commands.listRuns));
  }
  for (const vm of status.vms)
    if (vm.state === 'broken' || vm.state === 'unknown' || vm.answers === false) add(false, t(`The VM ${vm.name} does not answer`, `ВМ ${vm.name} не отвечает`), vm.cause, { kind: 'vm', name: vm.name, act: 'restart' });
  for (const port of status.ports)
    if (port.state === 'failed') add(false, t(`The port ${port.listen} is not forwarded`, `Порт ${port.listen} не проброшен`), port.cause, command(commands.editConfig));
  // What the daemon says besides: those above are in its list too.
  const told = found.flatMap((trouble) => [trouble.cause, trouble.words]).filter((words): words is string => !!words);
  const tripped = status.mounts.filter((mount) => mount.tripped && alarms.some((alarm) => alarm.source === mount.source)).map((mount) => `${mount.source}: `);
  const names = status.agents.filter((agent) => !agent.watched).map((agent) => agent.id);
  for (const words of status.attention)
    if (!tripped.some((known) => words.startsWith(known)) && !told.some((known) => words.includes(known)) && !names.some((id) => words.includes(id)) && !found.some((trouble) => trouble.cause === null && trouble.isExposed && status.backups.some((backup) => words.includes(backup.source) && trouble.words.includes(backup.source))))
      add(false, words, null, command(commands.doctor));
  const waiting = alarms.map((alarm): Trouble => ({
    words: t(`An agent was stopped in ${alarm.source}, and waits for you`, `В ${alarm.source} остановлен агент, он ждёт вас`),
    cause: t(`files that it was deleting or overwriting at once: ${alarm.lost}`, `файлов, которые он разом удалял или переписывал: ${alarm.lost}`),
    fix: { kind: 'answer', alarm },
    isExposed: alarm.isSaved && alarm.goodSnapshot === null,
  }));
  return [...waiting, ...found.sort((left, right) => Number(right.isExposed) - Number(left.isExposed))];
}

export type Verdict = 'protected' | 'attention' | 'exposed' | 'none';

export function verdict(status: Status, found: readonly Trouble[]): Verdict {
  if (found.some((trouble) => trouble.isExposed)) return 'exposed';
  if (found.length > 0) return 'attention';
  return status.backups.some((backup) => backup.state === 'ok') ? 'protected' : 'none';
}
