import { follow, send } from '../lib/api';
import { bytes, distance } from '../lib/format';
import { useLive, useNow } from '../lib/hooks';
import type { Operation, Vm } from '../lib/records';
import { counted, t } from '../lib/words';
import { Act, Badge, Empty, Failure, Loading, Section, Shown } from '../parts/basics';
import { StateBadge } from '../parts/states';

function Meter({ label, part, words }: { label: string; part: number | null; words: string }) {
  return (
    <div className="meter">
      <span>{label}</span>
      <span className="bar" aria-hidden="true"><i style={{ width: `${Math.min(100, Math.max(0, (part ?? 0) * 100))}%` }} /></span>
      <span className="number">{words}</span>
    </div>
  );
}

function Card({ vm, now, again }: { vm: Vm; now: number; again: () => void }) {
  const act = (verb: string, body?: unknown) => async (): Promise<void> => {
    await follow(await send<Operation>('POST', `/v1/vms/${encodeURIComponent(vm.name)}/${verb}`, body));
    again();
  };
  const usage = vm.usage;
  return (
    <Section title={vm.name} side={<StateBadge state={vm.state} />}>
      {vm.cause && <p className="failure"><Shown text={vm.cause} /></p>}
      <p className="muted">
        <Shown text={[vm.provider, vm.accelerator, vm.image].filter(Boolean).join(' · ')} />
        {vm.since && ` · ${distance(vm.since, now)}`}
      </p>
      <Meter label="CPU" part={usage?.cpuPercent == null ? null : usage.cpuPercent / 100 / vm.cpu} words={usage?.cpuPercent == null ? counted(vm.cpu, ['core', 'cores'], ['ядро', 'ядра', 'ядер']) : `${usage.cpuPercent}% / ${vm.cpu}`} />
      <Meter label={t('Memory', 'Память')} part={usage?.memoryUsedBytes == null ? null : usage.memoryUsedBytes / vm.ramBytes} words={`${usage?.memoryUsedBytes == null ? '' : `${bytes(usage.memoryUsedBytes)} / `}${bytes(vm.ramBytes)}`} />
      <Meter label={t('Disk', 'Диск')} part={vm.diskUsedBytes === null ? null : vm.diskUsedBytes / vm.diskBytes} words={`${vm.diskUsedBytes === null ? '' : `${bytes(vm.diskUsedBytes)} / `}${bytes(vm.diskBytes)}`} />
      <p className="row wrap">
        {vm.network && <Badge tone="quiet">{t('network', 'сеть')}: <Shown text={vm.network} /></Badge>}
        {vm.reachesHost === true && <Badge tone="warn">{t('reaches services of this computer', 'видит службы этого компьютера')}</Badge>}
      </p>
      <div className="row wrap">
        {vm.state === 'notCreated' && <Act work={async () => { await follow(await send<Operation>('POST', '/v1/vms', { name: vm.name })); again(); }}>{t('Make it', 'Создать')}</Act>}
        {(vm.state === 'stopped' || vm.state === 'suspended') && <Act work={act('start')}>{t('Start', 'Запустить')}</Act>}
        {(vm.state === 'running' || vm.state === 'broken') && <Act work={act('restart', {})}>{t('Restart', 'Перезапустить')}</Act>}
        {vm.state === 'running' && <Act work={act('stop', {})}>{t('Stop', 'Остановить')}</Act>}
      </div>
    </Section>
  );
}

export function Vms() {
  const { value, failure, again } = useLive<{ vms: Vm[]; others: { name: string; provider: string; state: string }[] }>('/v1/vms', 5000);
  const now = useNow();
  return (
    <>
      <h1 className="quiet">{t('Virtual machines', 'Виртуальные машины')}</h1>
      <Failure error={failure} />
      {!value && !failure && <Loading />}
      {value?.vms.length === 0 && <Empty>{t('None is configured.', 'В настройках нет ни одной.')}</Empty>}
      <div className="grid">{value?.vms.map((vm) => <Card key={vm.name} vm={vm} now={now} again={again} />)}</div>
      {value && value.others.length > 0 && (
        <Section title={t('Of somebody else', 'Чужие')}>
          <ul className="plain">{value.others.map((vm) => <li key={vm.name} className="row"><Shown text={vm.name} /><span className="muted"><Shown text={`${vm.provider} · ${vm.state}`} /></span></li>)}</ul>
        </Section>
      )}
    </>
  );
}
