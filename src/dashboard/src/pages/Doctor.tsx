import { doctorFix } from '../lib/commands';
import { useLive } from '../lib/hooks';
import type { Finding, Health } from '../lib/records';
import { t } from '../lib/words';
import { Copy, Failure, Loading, Section, Shown } from '../parts/basics';
import { StateBadge } from '../parts/states';

const Order: Record<string, number> = { failed: 0, warning: 1, passed: 2 };

function Row({ finding }: { finding: Finding }) {
  const isCommand = finding.fix !== null && /^(agsekit|chmod|chown|sudo|rm|kill|systemctl|loginctl) /.test(finding.fix) && !/[\n(]|: /.test(finding.fix);
  return (
    <li className={finding.level === 'failed' ? 'bad' : finding.level === 'warning' ? 'warn' : ''}>
      <div>
        <StateBadge state={finding.level} /> <strong><Shown text={finding.what} /></strong> <small className="muted">{finding.check}</small>
        {finding.cause && <p><Shown text={finding.cause} /></p>}
        {finding.fix && !isCommand && <p className="lines"><Shown text={finding.fix} /></p>}
      </div>
      {finding.fix && isCommand && <Copy text={finding.fix} />}
    </li>
  );
}

export function Doctor() {
  const { value, failure, again } = useLive<Health>('/v1/doctor', 0, false);
  return (
    <Section title={t('What the doctor says', 'Проверка всего')} side={<button type="button" onClick={again}>{t('Look again', 'Проверить снова')}</button>}>
      <Failure error={failure} />
      {!value && !failure && <Loading />}
      {value?.findings.some((finding) => finding.repairable) && <p>{t('Some of it can be put right at once:', 'Часть можно исправить сразу:')} <Copy text={doctorFix} /></p>}
      <ul className="troubles">
        {value && [...value.findings].sort((left, right) => (Order[left.level] ?? 3) - (Order[right.level] ?? 3)).map((finding, i) => <Row key={i} finding={finding} />)}
      </ul>
    </Section>
  );
}
