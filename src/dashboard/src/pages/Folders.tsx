import { addFolder } from '../lib/commands';
import { distance } from '../lib/format';
import { useLive, useNow } from '../lib/hooks';
import type { BackupFolder } from '../lib/records';
import { to } from '../lib/route';
import { t } from '../lib/words';
import { Copy, Empty, Failure, Loading, Section, Shown } from '../parts/basics';
import { StateBadge } from '../parts/states';

export function Folders() {
  const { value, failure } = useLive<{ backups: BackupFolder[] }>('/v1/backups', 10_000);
  const now = useNow();
  return (
    <Section title={t('Folders with backups', 'Папки с копиями')}>
      <Failure error={failure} />
      {!value && !failure && <Loading />}
      {value?.backups.length === 0 && <><Empty>{t('None yet. Add one:', 'Пока нет. Добавить:')}</Empty><Copy text={addFolder} /></>}
      <ul className="plain">
        {value?.backups.map((folder) => (
          <li key={folder.id} className="row item">
            <div>
              <a href={to('folders', folder.id)}><strong><Shown text={folder.source} /></strong></a>
              <div className="muted">{t('snapshots in', 'снимки в')} <Shown text={folder.backupFolder} /></div>
            </div>
            <div><StateBadge state={folder.health?.state ?? 'pending'} /> <span className="muted">{distance(folder.health?.lastSuccess, now)}</span></div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
