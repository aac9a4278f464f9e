import { useState } from 'react';
import { feed } from '../lib/events';
import { clock } from '../lib/format';
import { useEvents } from '../lib/hooks';
import { to } from '../lib/route';
import { t } from '../lib/words';
import { Empty, Section, Shown } from '../parts/basics';
import { StateBadge } from '../parts/states';

const Most = 300;

export function Events() {
  useEvents();
  const [level, setLevel] = useState('');
  const [words, setWords] = useState('');
  const wanted = words.toLowerCase();
  const shown = feed.kept
    .filter((event) => (level === '' || event.level === 'error' || event.level === level) && (wanted === '' || `${event.kind} ${event.message} ${event.folder ?? ''} ${event.vm ?? ''}`.toLowerCase().includes(wanted)))
    .slice(-Most)
    .reverse();
  return (
    <Section
      title={t('Events', 'События')}
      side={
        <>
          <label>{t('Level', 'Важность')} <select value={level} onChange={(event) => setLevel(event.target.value)}>
            <option value="">{t('all', 'все')}</option>
            <option value="warning">{t('warnings and errors', 'предупреждения и ошибки')}</option>
            <option value="error">{t('errors', 'ошибки')}</option>
          </select></label>
          <label>{t('Find', 'Найти')} <input type="search" value={words} onChange={(event) => setWords(event.target.value)} /></label>
        </>
      }
    >
      {shown.length === 0 && <Empty>{t('None.', 'Нет.')}</Empty>}
      <ol className="events">
        {shown.map((event) => (
          <li key={event.id} className={event.level}>
            <time dateTime={event.timestamp}>{clock(event.timestamp)}</time>
            {event.level !== 'info' && <StateBadge state={event.level} />}
            <span className="kind"><Shown text={event.kind} /></span>
            <span className="words"><Shown text={event.message} />{event.run && <> <a href={to('runs', event.run)}>{t('the run', 'запуск')}</a></>}</span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
