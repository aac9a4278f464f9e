import { sendAway } from '../lib/api';
import { span, took } from '../lib/format';
import { useNow } from '../lib/hooks';
import type { Analysis, Execution } from '../lib/records';
import { t } from '../lib/words';
import { useState } from 'react';
import { Act, Badge, Shown, type Tone } from './basics';

export function DeleteSession({ id, done, small = false }: { id: string; done: () => void; small?: boolean }) {
  return (
    <Act tone={small ? 'small danger' : 'danger'} confirm={t(`Delete the session ${id.slice(0, 8)} with all it holds?`, `Удалить сеанс ${id.slice(0, 8)} со всем, что в нём есть?`)} work={async () => { await sendAway('DELETE', `/v1/sessions/${id}`); done(); }}>
      {t('Delete', 'Удалить')}
    </Act>
  );
}

/** When it is of use to try again, running down. */
export function Waited({ seconds }: { seconds: number | null }) {
  const [begun] = useState(() => Date.now());
  const now = useNow();
  if (seconds === null) return null;
  const rest = Math.ceil(seconds - (now - begun) / 1000);
  return <p role="status">{rest > 0 ? t(`There is room again in ${span(rest)}, or as soon as a session is deleted.`, `Место появится через ${span(rest)} или как только удалят один из сеансов.`) : t('There may be room now: try again.', 'Место могло появиться: попробуйте снова.')}</p>;
}

const Labels: Record<string, [Tone, string, string]> = {
  positive: ['good', 'positive', 'положительное'],
  neutral: ['quiet', 'neutral', 'нейтральное'],
  negative: ['bad', 'negative', 'отрицательное'],
};

export function Analysed({ found }: { found: Analysis }) {
  const languages: Record<string, string> = { en: t('English', 'английский'), ru: t('Russian', 'русский'), none: '–' };
  const [tone, english, russian] = Labels[found.sentiment?.label ?? ''] ?? (['quiet', '–', '–'] as [Tone, string, string]);
  const most = Math.max(1, ...(found.keywords ?? []).map((keyword) => keyword.count));
  return (
    <div className="analysis">
      <p>{t('Words', 'Слов')}: <b>{found.word_count}</b> · {t('characters', 'знаков')}: <b>{found.text_length}</b> · {t('language', 'язык')}: <b>{languages[found.language] ?? found.language}</b></p>
      {found.sentiment && <p>{t('Sentiment', 'Настроение')}: <Badge tone={tone}>{t(english, russian)}</Badge> <span className="muted number">{found.sentiment.score > 0 ? '+' : ''}{found.sentiment.score}</span></p>}
      {found.summary && <><h3>{t('Summary', 'Кратко')}</h3><p className="quote"><Shown text={found.summary.text} /></p></>}
      {found.keywords && found.keywords.length > 0 && (
        <>
          <h3>{t('Keywords', 'Ключевые слова')}</h3>
          <ul className="plain words">
            {found.keywords.map((keyword) => (
              <li key={keyword.word} className="meter"><span><Shown text={keyword.word} /></span><span className="bar" aria-hidden="true"><i style={{ width: `${(100 * keyword.count) / most}%` }} /></span><span className="number">{keyword.count}</span></li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** How an execution ended. */
export function Ended({ end }: { end: Execution }) {
  return (
    <p className="row wrap" role="status">
      <Badge tone={end.exitCode === 0 ? 'good' : 'bad'}>{t('code', 'код')} {end.exitCode}</Badge>
      <span className="muted number">{took(end.durationMs)}</span>
      {end.timedOut && <Badge tone="bad">{t('time was over', 'время вышло')}</Badge>}
      {end.truncated && <Badge tone="warn">{t('more was printed than is shown', 'напечатано больше, чем показано')}</Badge>}
    </p>
  );
}
