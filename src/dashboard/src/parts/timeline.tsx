import { useEffect, useMemo, useRef, useState } from 'react';
import { bytes, clock } from '../lib/format';
import type { Run, Snapshot } from '../lib/records';
import { pan, place, ticks, whole, zoom, type View } from '../lib/timeline';
import { visible } from '../lib/visible';
import { language, t } from '../lib/words';

const Height = 118, Middle = 62, Bottom = 92, LargestDot = 13, SmallestDot = 4;

function sizeOf(snapshot: Snapshot): number {
  const changes = (snapshot.added ?? 0) + (snapshot.changed ?? 0) + (snapshot.deleted ?? 0);
  return Math.min(LargestDot, SmallestDot + Math.log2(1 + changes) * 1.1);
}

function tickWords(at: number, view: View): string {
  const moment = new Date(at), locale = language() === 'ru' ? 'ru-RU' : 'en-GB', width = view.to - view.from;
  if (width > 3 * 86400_000) return moment.toLocaleDateString(locale, { day: 'numeric', month: 'short' });
  return moment.toLocaleTimeString(locale, width < 600_000 ? { hour: '2-digit', minute: '2-digit', second: '2-digit' } : { hour: '2-digit', minute: '2-digit' });
}

/** Snapshots as dots, as large as what changed; runs as bars above them. For the mouse: the list below it is the same for the keyboard. */
export function Timeline({ snapshots, runs, from, to, onPick }: { snapshots: Snapshot[]; runs: Run[]; from: string; to: string; onPick: (id: string, second: boolean) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(600);
  const [view, setView] = useState<View | null>(null);
  const [held, setHeld] = useState<number | null>(null);
  const times = useMemo(() => [...snapshots.map((snapshot) => snapshot.takenAt ?? ''), ...runs.map((run) => run.startedAt)].map((at) => Date.parse(at)).filter((at) => !Number.isNaN(at)), [snapshots, runs]);
  const [opened] = useState(() => Date.now());
  const shown = view ?? whole(times, Math.max(opened, ...times));
  const latest = useRef(shown);
  useEffect(() => {
    latest.current = shown;
  });
  useEffect(() => {
    const area = box.current;
    if (!area) return;
    const watch = new ResizeObserver(() => setWidth(area.clientWidth));
    watch.observe(area);
    // Not React's own: that one may not keep the page from scrolling.
    const turned = (event: WheelEvent): void => {
      event.preventDefault();
      const now = latest.current, part = (event.clientX - area.getBoundingClientRect().left) / area.clientWidth;
      setView(event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY) ? pan(now, Math.sign(event.deltaX || event.deltaY) * 0.08) : zoom(now, event.deltaY > 0 ? 1.2 : 1 / 1.2, now.from + (now.to - now.from) * part));
    };
    area.addEventListener('wheel', turned, { passive: false });
    return () => {
      watch.disconnect();
      area.removeEventListener('wheel', turned);
    };
  }, []);
  const at = (moment: number): number => place(shown, moment) * width;
  const centre = (shown.from + shown.to) / 2;
  return (
    <div className="timeline">
      <div className="row end">
        <span className="muted grow">{t('A dot is a snapshot, a bar above a run. Wheel: zoom; drag: move.', 'Точка — снимок, полоса сверху — запуск. Колесо — масштаб, перетаскивание — сдвиг.')}</span>
        <button type="button" className="small" onClick={() => setView(zoom(shown, 0.5, centre))} aria-label={t('Closer', 'Крупнее')}>+</button>
        <button type="button" className="small" onClick={() => setView(zoom(shown, 2, centre))} aria-label={t('Wider', 'Мельче')}>−</button>
        <button type="button" className="small" onClick={() => setView(pan(shown, -0.3))} aria-label={t('Earlier', 'Раньше')}>←</button>
        <button type="button" className="small" onClick={() => setView(pan(shown, 0.3))} aria-label={t('Later', 'Позже')}>→</button>
        <button type="button" className="small" onClick={() => setView(null)}>{t('All', 'Всё')}</button>
      </div>
      <div
        ref={box}
        className={held === null ? 'line' : 'line held'}
        onPointerDown={(event) => setHeld(event.clientX)}
        onPointerMove={(event) => {
          if (held === null) return;
          setView(pan(shown, (held - event.clientX) / width));
          setHeld(event.clientX);
        }}
        onPointerUp={() => setHeld(null)}
        onPointerLeave={() => setHeld(null)}
      >
        <svg width={width} height={Height} aria-hidden="true">
          <line x1="0" x2={width} y1={Bottom} y2={Bottom} className="axis" />
          {ticks(shown, width / 90).map((moment) => (
            <g key={moment}>
              <line x1={at(moment)} x2={at(moment)} y1="8" y2={Bottom} className="grid" />
              <text x={at(moment)} y={Bottom + 17} textAnchor="middle">{tickWords(moment, shown)}</text>
            </g>
          ))}
          {runs.map((run) => {
            const begin = at(Date.parse(run.startedAt)), end = at(run.endedAt ? Date.parse(run.endedAt) : shown.to);
            return (
              <rect key={run.id} x={begin} width={Math.max(3, end - begin)} y="14" height="12" rx="3" className={run.endedAt ? 'run' : 'run now'}>
                <title>{visible(`${run.name ?? run.agent} · ${clock(run.startedAt)} – ${run.endedAt ? clock(run.endedAt) : '…'}`)}</title>
              </rect>
            );
          })}
          {snapshots.map((snapshot) => {
            const moment = Date.parse(snapshot.takenAt ?? '');
            if (Number.isNaN(moment)) return null;
            const role = snapshot.id === from ? ' from' : snapshot.id === to ? ' to' : '';
            return (
              <g key={snapshot.id} className="spot" onClick={(event) => onPick(snapshot.id, event.shiftKey)}>
                {role && <line x1={at(moment)} x2={at(moment)} y1="30" y2={Bottom} className={`mark${role}`} />}
                <circle cx={at(moment)} cy={Middle} r={sizeOf(snapshot)} className={`dot ${snapshot.reason ?? ''}${role}`} />
                {snapshot.pin && <text x={at(moment)} y={Middle - LargestDot - 3} textAnchor="middle" className="pin">★</text>}
                <title>{visible(`${clock(snapshot.takenAt)} · +${snapshot.added ?? 0} ~${snapshot.changed ?? 0} −${snapshot.deleted ?? 0} · ${bytes(snapshot.totalBytes)}`)}</title>
              </g>
            );
          })}
        </svg>
      </div>
    </div>
  );
}
