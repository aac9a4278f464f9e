import { useState } from 'react';
import { bytes, clock } from '../lib/format';
import { useLive } from '../lib/hooks';
import type { Change, FileContent, History } from '../lib/records';
import { t } from '../lib/words';
import { Dialog, Failure, Loading, Shown } from './basics';
import { pathQuery } from './changes';
import { FileText } from './code';
import { StateBadge } from './states';

function Content({ at, snapshot, path, pathBytes }: { at: string; snapshot: string; path: string; pathBytes: string | null }) {
  const { value, failure } = useLive<FileContent>(`${at}/snapshots/${snapshot}/file?${pathQuery(path, pathBytes)}`, 0, false);
  if (!value) return failure ? <Failure error={failure} /> : <Loading />;
  if (value.state !== 'text' || value.text === null) return <p className="muted">{value.state === 'binary' ? t('Not text.', 'Не текст.') : t('Not a file.', 'Не файл.')}</p>;
  return (
    <>
      <FileText path={path} text={value.text} />
      {value.truncated && <p className="muted">{t('It goes on; only its beginning is shown.', 'Это только начало файла.')}</p>}
    </>
  );
}

/** Every version of one path over all snapshots. */
export function FileHistory({ at, change, onClose, onRestore }: { at: string; change: Change; onClose: () => void; onRestore: (path: string, pathBytes: string | null, snapshot: string) => void }) {
  const { value, failure } = useLive<History>(`${at}/history?${pathQuery(change.path, change.pathBytes)}`, 0, false);
  const [shown, setShown] = useState<string | null>(null);
  return (
    <Dialog title={t(`History of ${change.path}`, `История ${change.path}`)} onClose={onClose} wide>
      {!value && (failure ? <Failure error={failure} /> : <Loading />)}
      <ul className="plain">
        {value && [...value.versions].reverse().map((version) => (
          <li key={version.first}>
            <div className="row">
              <span><StateBadge state={version.change} /> {clock(version.modifiedAt)} <span className="muted">{bytes(version.size)} · <Shown text={version.first === version.last ? version.first : `${version.first} – ${version.last}`} /></span></span>
              {version.change !== 'deleted' && (
                <span className="row end">
                  {version.kind === 'file' && <button type="button" className="small ghost" aria-expanded={shown === version.last} onClick={() => setShown(shown === version.last ? null : version.last)}>{t('Show', 'Показать')}</button>}
                  <button type="button" className="small" onClick={() => onRestore(change.path, change.pathBytes, version.last)}>{t('Bring back…', 'Вернуть…')}</button>
                </span>
              )}
            </div>
            {shown === version.last && <Content at={at} snapshot={version.last} path={change.path} pathBytes={change.pathBytes} />}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
