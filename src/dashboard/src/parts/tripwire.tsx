import { useEffect, useState } from 'react';
import { follow, send } from '../lib/api';
import { restore } from '../lib/commands';
import { span } from '../lib/format';
import { useNow } from '../lib/hooks';
import type { Operation, Restore, Tripwire } from '../lib/records';
import { to } from '../lib/route';
import { counted, t } from '../lib/words';
import { Copy, Dialog, Failure, Shown, asRefusal } from './basics';
import type { Refusal } from '../lib/api';

type Step = 'asked' | 'undo' | 'continue' | 'working' | 'undone' | 'continued';

function files(alarm: Tripwire): string {
  return counted(alarm.lost, ['file', 'files'], ['файл', 'файла', 'файлов']);
}

/** What has happened, in one line. */
export function alarmWords(alarm: Tripwire): string {
  return t(`An agent was stopped: it was deleting or overwriting ${files(alarm)} at once in ${alarm.source}`, `Агент остановлен: он разом удалял или переписывал ${files(alarm)} в ${alarm.source}`);
}

function What({ alarm, isHere, onLeave }: { alarm: Tripwire; isHere: boolean; onLeave: () => void }) {
  const now = useNow();
  const more = alarm.lost - alarm.examples.length;
  return (
    <>
      <p>{t('It was deleting or overwriting', 'Он удалял или переписывал')} <b>{files(alarm)}</b> {t('at once in', 'разом в')} <span className="path"><Shown text={alarm.source} /></span> <span className="muted">(<Shown text={alarm.vm} />)</span>:</p>
      <ul className="plain steps lost" tabIndex={0} aria-label={t('Files', 'Файлы')}>
        {alarm.examples.map((path, i) => <li key={i}><span className="path"><Shown text={path} /></span></li>)}
      </ul>
      {more > 0 && <p className="muted">{t(`and ${more} more`, `и ещё ${more}`)}</p>}
      {!alarm.isSaved && <p className="busy" aria-busy="true">{t('Snapshots are being taken…', 'Делаю снимки…')}</p>}
      {alarm.goodSnapshot && <p>{t('As it was before, the folder is kept in the snapshot', 'Прежний вид папки хранит снимок')} <span className="path">{alarm.goodSnapshot}</span>{alarm.snapshot && <>{t(', as it is now in', ', нынешний —')} <span className="path">{alarm.snapshot}</span></>}.</p>}
      {alarm.cause && <p className="failure"><Shown text={alarm.cause} /></p>}
      <p>{t('The agent waits for you', 'Агент ждёт вас')}: <b className="number">{span(Math.max(0, (now - Date.parse(alarm.at)) / 1000))}</b>. <span className="muted">{t('Its changes wait for as long as you take; it sees a slow disk.', 'Его изменения подождут, сколько нужно: для него это медленный диск.')}</span></p>
      {alarm.run && !isHere && <p><a href={to('runs', alarm.run)} onClick={onLeave}>{t('Look at the run', 'Посмотреть запуск')}</a></p>}
    </>
  );
}

/** What an agent was stopped for, and the answer. Each answer is asked for once more, in plain words. */
function TripwireDialog({ alarm, isOpen, isHere, onClose }: { alarm: Tripwire; isOpen: boolean; isHere: boolean; onClose: () => void }) {
  const [step, setStep] = useState<Step>('asked');
  const [doing, setDoing] = useState('');
  const [result, setResult] = useState<Restore | null>(null);
  const [error, setError] = useState<Refusal | null>(null);
  const at = `/v1/tripwires/${encodeURIComponent(alarm.mount)}`;
  const answer = async (work: () => Promise<void>, then: Step): Promise<void> => {
    setStep('working');
    setError(null);
    try {
      await work();
      setStep(then);
    } catch (failed) {
      setError(asRefusal(failed));
      setStep('asked');
    }
  };
  const undo = (): void => void answer(async () => {
    setDoing(t('Ending the agent', 'Завершаю агента'));
    setResult(await follow<Restore | null>(await send<Operation>('POST', `${at}/undo`), (now) => now.progress && setDoing(now.progress.doing)));
  }, 'undone');
  const go = (): void => void answer(async () => {
    setDoing(t('Letting it go on', 'Отпускаю'));
    await send('POST', `${at}/continue`);
  }, 'continued');
  const isLate = !isOpen && (step === 'asked' || step === 'undo' || step === 'continue');
  const canUndo = !alarm.isSaved || alarm.goodSnapshot !== null;
  return (
    <Dialog title={t('An agent was stopped', 'Агент остановлен')} onClose={onClose}>
      <Failure error={error} />
      {isLate && <p role="status">{t('Somebody has answered already, or the run has ended.', 'Кто-то уже ответил, или запуск завершился.')}</p>}
      {!isLate && step === 'asked' && <What alarm={alarm} isHere={isHere} onLeave={onClose} />}
      {!isLate && step === 'undo' && (
        <p>{t('The agent is ended, and the folder becomes what it was in the snapshot from before. What it has done since is kept in a snapshot, so that this can be taken back.', 'Агент будет завершён, а папка станет такой, как в прежнем снимке. То, что он успел сделать, останется в снимке, так что и это можно будет отменить.')}</p>
      )}
      {!isLate && step === 'undo' && alarm.runs.length > 1 && <p>{t(`${alarm.runs.length} agents work in this folder: all of them are ended.`, `В этой папке работают агенты: ${alarm.runs.length}. Завершены будут все.`)}</p>}
      {!isLate && step === 'continue' && (
        <p>{t('The agent goes on with what it was doing: the files will be gone from the folder. Nothing is counted until it has been quiet for a while. The snapshot stays.', 'Агент продолжит то, что делал: файлов в папке не станет. Пока он не притихнет, новой тревоги не будет. Снимок останется.')}</p>
      )}
      {step === 'working' && <p role="status" className="busy"><Shown text={`${doing}…`} /></p>}
      {step === 'continued' && <p role="status"><b>{t('The agent goes on.', 'Агент продолжает.')}</b></p>}
      {step === 'undone' && (
        <div role="status">
          <p><b>{t('Done: the folder is as it was before.', 'Готово: папка прежняя.')}</b>{result && <> {counted(result.created + result.changed, ['path', 'paths'], ['путь', 'пути', 'путей'])} {t('brought back', 'возвращено')}, {result.deleted} {t('removed', 'удалено')}.</>}</p>
          {result?.warnings.map((warning, i) => <p key={i} className="warning"><Shown text={warning} /></p>)}
          {result?.safetySnapshot && <p>{t('To take it back:', 'Отменить это:')} <Copy text={restore(result.safetySnapshot, result.target)} /></p>}
        </div>
      )}
      <div className="row end">
        {!isLate && step === 'asked' && <><button type="button" onClick={() => setStep('continue')}>{t('Let it go on', 'Пусть продолжает')}</button><button type="button" className="primary" disabled={!canUndo} onClick={() => setStep('undo')}>{t('Undo', 'Отменить')}</button></>}
        {!isLate && step === 'undo' && <><button type="button" onClick={() => setStep('asked')}>{t('Back', 'Назад')}</button><button type="button" className="primary" onClick={undo}>{t('Yes, end it and put the folder back', 'Да, завершить и вернуть папку')}</button></>}
        {!isLate && step === 'continue' && <><button type="button" onClick={() => setStep('asked')}>{t('Back', 'Назад')}</button><button type="button" className="danger" onClick={go}>{t('Yes, it is meant', 'Да, так и надо')}</button></>}
        {(isLate || step === 'undone' || step === 'continued') && <button type="button" className="primary" onClick={onClose}>{t('Close', 'Закрыть')}</button>}
      </div>
    </Dialog>
  );
}

const nameOf = (alarm: Tripwire): string => `${alarm.mount} ${alarm.at}`;

/** On every page: a line for each agent that waits, and the question. It asks by itself on the page of the run. */
export function TripwireWatch({ alarms, run, asked, onAsk }: { alarms: Tripwire[]; run: string | null; asked: Tripwire | null; onAsk: (alarm: Tripwire | null) => void }) {
  const [told, setTold] = useState<readonly string[]>([]);
  const own = run === null ? undefined : alarms.find((alarm) => alarm.run === run && !told.includes(nameOf(alarm)));
  useEffect(() => {
    if (!own || asked) return;
    setTold((before) => [...before, nameOf(own)]);
    onAsk(own);
  }, [own, asked, onAsk]);
  const current = asked === null ? undefined : alarms.find((alarm) => nameOf(alarm) === nameOf(asked));
  return (
    <>
      {alarms.map((alarm) => (
        <div key={nameOf(alarm)} className="alarm" role="alert">
          <strong><Shown text={alarmWords(alarm)} /></strong>
          <button type="button" className="small" onClick={() => onAsk(alarm)}>{t('Answer…', 'Ответить…')}</button>
        </div>
      ))}
      {asked && <TripwireDialog key={nameOf(asked)} alarm={current ?? asked} isOpen={current !== undefined} isHere={run !== null && asked.run === run} onClose={() => onAsk(null)} />}
    </>
  );
}
