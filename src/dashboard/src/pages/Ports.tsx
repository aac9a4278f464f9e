import { distance } from '../lib/format';
import { useLive, useNow } from '../lib/hooks';
import type { Port } from '../lib/records';
import { t } from '../lib/words';
import { Empty, Failure, Loading, Section, Shown, Table } from '../parts/basics';
import { StateBadge } from '../parts/states';

export function Ports() {
  const { value, failure } = useLive<{ ports: Port[] }>('/v1/forwards', 5000);
  const now = useNow();
  return (
    <Section title={t('Ports', 'Порты')}>
      <Failure error={failure} />
      {!value && !failure && <Loading />}
      {value?.ports.length === 0 && <Empty>{t('None are forwarded.', 'Ничего не проброшено.')}</Empty>}
      {value && value.ports.length > 0 && (
        <Table label={t('Ports', 'Порты')} heads={[t('Here', 'Здесь'), t('In the VM', 'В ВМ'), t('VM', 'ВМ'), t('State', 'Состояние'), t('Since', 'С'), t('Why', 'Причина')]}>
          {value.ports.map((port, i) => (
            <tr key={i}>
              <td>{port.url && port.state === 'up' ? <a href={port.url} target="_blank" rel="noreferrer noopener"><Shown text={port.url} /></a> : <Shown text={port.hostAddr ?? port.type} />}</td>
              <td><Shown text={port.vmAddr} />{port.automatic && <small className="muted"> {t('found', 'найден')}</small>}</td>
              <td><Shown text={port.vm} /></td>
              <td><StateBadge state={port.state} /></td>
              <td>{distance(port.since, now)}</td>
              <td><Shown text={port.cause} /></td>
            </tr>
          ))}
        </Table>
      )}
      <p className="muted">{t('What opens behind a link is served by the VM.', 'То, что откроется по ссылке, отдаёт ВМ.')}</p>
    </Section>
  );
}
