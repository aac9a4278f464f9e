import { useEffect, useState } from 'react';
import { Refusal, follow, send } from '../lib/api';
import { restore as takeBack } from '../lib/commands';
import { bytes } from '../lib/format';
import type { Operation, Restore } from '../lib/records';
import { counted, t } from '../lib/words';
import { Copy, Dialog, Failure, Loading, Shown, asRefusal } from './basics';
import { StateBadge } from './states';

const Most = 200;

/** What is asked for, without what only says how. */
export interface Wish { path: string; body: Record<string, unknown>; title: string }

function Steps({ plan }: { plan: Restore }) {
  return (
    <>
      <p>
        {t('Bring back', 'Вернуть')}: <b>{plan.created}</b> · {t('put back', 'заменить')}: <b>{plan.changed}</b> · {t('remove', 'удалить')}: <b>{plan.deleted}</b> · {bytes(plan.bytes)}
        {plan.kept > 0 && <> · {t('stay', 'останутся')}: <b>{plan.kept}</b></>}
      </p>
      {plan.warnings.map((warning, i) => <p key={i} className="warning"><Shown text={warning} /></p>)}
      <div className="scroll tall" tabIndex={0} role="region" aria-label={t('Steps', 'Шаги')}>
        <ul className="plain steps">
          {plan.steps.slice(0, Most).map((step, i) => (
            <li key={i}><StateBadge state={step.action} /> <span className="path"><Shown text={step.path} /></span> <span className="muted">{step.size > 0 ? bytes(step.size) : ''}</span></li>
          ))}
        </ul>
      </div>
      {plan.steps.length + plan.stepsLeftOut > Most && <p className="muted">{t('and more:', 'и ещё:')} {plan.steps.length + plan.stepsLeftOut - Most}</p>}
    </>
  );
}

/** Shows what would be done; does it only when that was agreed to; says what was done, and how to take it back. */
export function PlanDialog({ wish, onClose, onDone }: { wish: Wish; onClose: () => void; onDone: () => void }) {
  const [plan, setPlan] = useState<Restore | null>(null);
  const [result, setResult] = useState<Restore | null>(null);
  const [error, setError] = useState<Refusal | null>(null);
  const [doing, setDoing] = useState('');
  useEffect(() => {
    let isWanted = true;
    const look = async (): Promise<void> => {
      const found = await follow<Restore>(await send<Operation>('POST', wish.path, { ...wish.body, dryRun: true }));
      if (isWanted) setPlan(found);
    };
    look().catch((failed: unknown) => isWanted && setError(asRefusal(failed)));
    return () => {
      isWanted = false;
    };
  }, [wish]);
  const restore = async (): Promise<void> => {
    setDoing(t('Restoring', 'Восстанавливаю'));
    try {
      setResult(await follow<Restore>(await send<Operation>('POST', wish.path, wish.body), (now) => setDoing(now.progress?.doing ?? t('Restoring', 'Восстанавливаю'))));
      onDone();
    } catch (failed) {
      setError(asRefusal(failed));
    }
    setDoing('');
  };
  const isNothing = plan !== null && plan.created + plan.changed + plan.deleted === 0;
  return (
    <Dialog title={wish.title} onClose={onClose} wide>
      <Failure error={error} />
      {!plan && !error && <Loading />}
      {plan && !result && (
        <>
          {isNothing ? <p>{t('Nothing to do: it is so already.', 'Делать нечего: всё уже так.')}</p> : <Steps plan={plan} />}
          {!isNothing && <p className="muted">{t('The present state is stored first, so that this can be taken back.', 'Сначала сохранится нынешнее состояние, чтобы это можно было отменить.')}</p>}
          <div className="row end">
            <button type="button" onClick={onClose}>{t('Cancel', 'Отмена')}</button>
            {!isNothing && <button type="button" className="primary" disabled={doing !== ''} onClick={() => void restore()}>{doing === '' ? t('Restore', 'Восстановить') : <Shown text={`${doing}…`} />}</button>}
          </div>
        </>
      )}
      {result && (
        <div role="status" className="done">
          <p><b>{t('Done.', 'Готово.')}</b> {counted(result.created + result.changed, ['path', 'paths'], ['путь', 'пути', 'путей'])} {t('brought back', 'возвращено')}, {result.deleted} {t('removed', 'удалено')}.</p>
          {result.warnings.map((warning, i) => <p key={i} className="warning"><Shown text={warning} /></p>)}
          {result.safetySnapshot && <p>{t('To take it back:', 'Отменить это:')} <Copy text={takeBack(result.safetySnapshot, result.target)} /></p>}
          <div className="row end"><button type="button" className="primary" onClick={onClose}>{t('Close', 'Закрыть')}</button></div>
        </div>
      )}
    </Dialog>
  );
}
