import { useState } from 'react';
import { bytes } from '../lib/format';
import { useLive } from '../lib/hooks';
import type { Change, Diff } from '../lib/records';
import { t } from '../lib/words';
import { Empty, Failure, Loading, Shown } from './basics';
import { SideBySide } from './code';
import { StateBadge } from './states';

const Most = 400;

export function pathQuery(path: string, pathBytes: string | null): string {
  return pathBytes ? `pathBytes=${encodeURIComponent(pathBytes)}` : `path=${encodeURIComponent(path)}`;
}

function Content({ at, from, to, change }: { at: string; from: string; to: string; change: Change }) {
  const { value, failure } = useLive<Diff>(`${at}/diff?from=${from}${to ? `&to=${to}` : ''}&${pathQuery(change.path, change.pathBytes)}&content=true`, 0, false);
  if (!value) return failure ? <Failure error={failure} /> : <Loading />;
  const found = value.changes.find((candidate) => candidate.path === change.path);
  if (!found) return <Empty>{t('It is the same by now.', 'Отличий уже нет.')}</Empty>;
  if (found.content === 'text' && found.lines && found.lines.length > 0) return <SideBySide path={found.path} lines={found.lines} />;
  const why: Record<string, string> = {
    binary: t('Not text: it can not be shown line by line.', 'Не текст: по строкам не показать.'), tooLarge: t('Too large to be compared line by line.', 'Слишком велик для построчного сравнения.'), unreadable: t('It can not be read.', 'Прочитать не удаётся.'),
  };
  return (
    <p className="muted">
      {why[found.content ?? ''] ?? t('The content is the same, or there is none.', 'Содержимое то же, или его нет.')} {found.oldMode !== found.newMode && found.oldMode && found.newMode && `${found.oldMode} → ${found.newMode}`}
      {(found.oldTarget ?? found.newTarget) && <> <Shown text={`${found.oldTarget ?? '–'} → ${found.newTarget ?? '–'}`} /></>}
    </p>
  );
}

/** Every path that differs; each opens into what changed in it. */
export function Changes({ at, from, to, onRestore, onHistory }: { at: string; from: string; to: string; onRestore: (path: string, pathBytes: string | null, snapshot: string) => void; onHistory: (change: Change) => void }) {
  const { value, failure } = useLive<Diff>(`${at}/diff?from=${from}${to ? `&to=${to}` : ''}`, 0, false);
  const [open, setOpen] = useState<string | null>(null);
  const [words, setWords] = useState('');
  if (!value) return failure ? <Failure error={failure} /> : <Loading />;
  if (value.changes.length === 0) return <Empty>{t('Nothing.', 'Ничего.')}</Empty>;
  const found = value.changes.filter((change) => change.path.toLowerCase().includes(words.toLowerCase()));
  return (
    <>
      <div className="row">
        <span><span className="plus">+{value.added}</span> <span className="tilde">~{value.changed}</span> <span className="minus">−{value.deleted}</span></span>
        <label>{t('Find', 'Найти')} <input type="search" value={words} onChange={(event) => setWords(event.target.value)} /></label>
      </div>
      <ul className="changes">
        {found.slice(0, Most).map((change) => {
          const isOpen = open === change.path, isFile = (change.newKind ?? change.oldKind) !== 'folder';
          return (
            <li key={change.path}>
              <div className="row">
                <button type="button" className="open" aria-expanded={isOpen} onClick={() => setOpen(isOpen ? null : change.path)}>
                  <span className="mark" aria-hidden="true">{isOpen ? '▾' : '▸'}</span> <StateBadge state={change.change} /> <span className="path"><Shown text={change.path} />{!isFile && '/'}</span>
                </button>
                <span className="row end">
                  {isFile && <span className="muted number">{change.newSize === null ? bytes(change.oldSize) : bytes(change.newSize)}</span>}
                  <button type="button" className="small ghost" onClick={() => onHistory(change)}>{t('History', 'История')}</button>
                  {change.change !== 'added' && <button type="button" className="small" onClick={() => onRestore(change.path, change.pathBytes, from)}>{t('Bring back…', 'Вернуть…')}</button>}
                </span>
              </div>
              {isOpen && <Content at={at} from={from} to={to} change={change} />}
            </li>
          );
        })}
      </ul>
      {found.length > Most && <p className="muted">{t(`and ${found.length - Most} more: look for a name`, `и ещё ${found.length - Most}: ищите по имени`)}</p>}
    </>
  );
}
