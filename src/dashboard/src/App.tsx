import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { onLockedOut } from './lib/api';
import { openPage } from './lib/commands';
import { feed } from './lib/events';
import { useConnected, useLive } from './lib/hooks';
import type { Tripwire } from './lib/records';
import { useRoute, to } from './lib/route';
import { key } from './lib/session';
import { kept, turn, type Theme } from './lib/theme';
import { language, setLanguage, t } from './lib/words';
import { Copy, Loading, Shown } from './parts/basics';
import { TripwireWatch } from './parts/tripwire';
import { Doctor } from './pages/Doctor';
import { Events } from './pages/Events';
import { Folders } from './pages/Folders';
import { Overview } from './pages/Overview';
import { Ports } from './pages/Ports';
import { Runs } from './pages/Runs';
import { Sessions } from './pages/Sessions';
import { Vms } from './pages/Vms';

const Folder = lazy(() => import('./pages/Folder'));
const RunPage = lazy(() => import('./pages/Run'));
const SessionPage = lazy(() => import('./pages/Session'));

const LookForAlarms = 5000;

/** Agents that wait for an answer, and what asks for it. */
interface Alarms { waiting: Tripwire[]; ask: (alarm: Tripwire) => void }

const Tabs: { name: string; words: () => string; page: (alarms: Alarms) => ReactNode }[] = [
  { name: '', words: () => t('Overview', 'Обзор'), page: ({ waiting, ask }) => <Overview alarms={waiting} onAnswer={ask} /> },
  { name: 'folders', words: () => t('Folders', 'Папки'), page: () => <Folders /> },
  { name: 'runs', words: () => t('Runs', 'Запуски'), page: () => <Runs /> },
  { name: 'sessions', words: () => t('Sessions', 'Сеансы'), page: () => <Sessions /> },
  { name: 'vms', words: () => t('VMs', 'ВМ'), page: () => <Vms /> },
  { name: 'ports', words: () => t('Ports', 'Порты'), page: () => <Ports /> },
  { name: 'events', words: () => t('Events', 'События'), page: () => <Events /> },
  { name: 'doctor', words: () => t('Doctor', 'Проверка'), page: () => <Doctor /> },
];

function pageOf(route: string[], alarms: Alarms): ReactNode {
  const [name = '', id] = route;
  if (name === 'folders' && id) return <Folder key={id} id={id} />;
  if (name === 'runs' && id) return <RunPage key={id} id={id} />;
  if (name === 'sessions' && id) return <SessionPage key={id} id={id} />;
  return (Tabs.find((tab) => tab.name === name) ?? Tabs[0])?.page(alarms);
}

function Locked({ refused }: { refused: string | null }) {
  return (
    <main className="locked">
      <h1>Agent Safety Kit</h1>
      <p>{refused ? <Shown text={refused} /> : t('This browser has not been let in, or the daemon was started again.', 'Этот браузер не впущен, или служба была перезапущена.')}</p>
      <p>{t('Open the page with:', 'Откройте страницу командой:')}</p>
      <Copy text={openPage} />
    </main>
  );
}

export function App({ refused }: { refused: string | null }) {
  const [isIn, setIsIn] = useState(refused === null && key() !== '');
  const [spoken, setSpoken] = useState(language());
  const [theme, setTheme] = useState<Theme>(kept());
  const route = useRoute();
  const connected = useConnected();
  const waiting = useLive<{ tripwires: Tripwire[] }>(isIn ? '/v1/tripwires' : null, LookForAlarms).value?.tripwires.filter((alarm) => !alarm.isBeingUndone) ?? [];
  const [asked, setAsked] = useState<Tripwire | null>(null);
  useEffect(() => onLockedOut(() => setIsIn(false)), []);
  useEffect(() => {
    document.documentElement.lang = spoken;
  }, [spoken]);
  useEffect(() => turn(theme), [theme]);
  const here = Tabs.find((tab) => tab.name === (route[0] ?? '')) ?? Tabs[0];
  useEffect(() => {
    document.title = `${here?.words() ?? ''} · Agent Safety Kit`;
    document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [here, spoken]);
  if (!isIn) return <Locked refused={refused} />;
  return (
    <>
      <a className="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>{t('To the content', 'К содержимому')}</a>
      <header className="top">
        <a className="brand" href={to('')}><img src="/favicon.svg" alt="" width="22" height="22" />Agent Safety Kit</a>
        <nav aria-label={t('Pages', 'Страницы')}>
          {Tabs.map((tab) => (
            <a key={tab.name} href={to(tab.name)} aria-current={tab === here ? 'page' : undefined}>{tab.words()}</a>
          ))}
        </nav>
        <div className="row tools">
          <button type="button" className="small ghost" onClick={() => setTheme(theme === 'auto' ? 'light' : theme === 'light' ? 'dark' : 'auto')} aria-label={t(`Colours: ${theme}`, `Цвета: ${theme === 'auto' ? 'как в системе' : theme === 'light' ? 'светлые' : 'тёмные'}`)}>
            {theme === 'auto' ? '◐' : theme === 'light' ? '☀' : '☾'}
          </button>
          <button type="button" className="small ghost" lang={spoken === 'ru' ? 'en' : 'ru'} onClick={() => { const next = spoken === 'ru' ? 'en' : 'ru'; setLanguage(next); setSpoken(next); feed.again(); }}>
            {spoken === 'ru' ? 'English' : 'Русский'}
          </button>
        </div>
      </header>
      {!connected && <p className="offline" role="status">{t('Not connected to the daemon: what is shown may be old. It is tried again.', 'Нет связи со службой: показанное могло устареть. Попытки повторяются.')}</p>}
      <TripwireWatch alarms={waiting} run={route[0] === 'runs' ? (route[1] ?? null) : null} asked={asked} onAsk={setAsked} />
      <main id="main" tabIndex={-1} key={spoken}>
        <Suspense fallback={<Loading />}>{pageOf(route, { waiting, ask: setAsked })}</Suspense>
      </main>
    </>
  );
}
