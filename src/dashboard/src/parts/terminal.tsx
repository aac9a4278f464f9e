import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { useEffect, useRef, useState } from 'react';
import { key } from '../lib/session';
import { allowTerminalStyles } from '../lib/strict-style';
import { t } from '../lib/words';

type State = 'connecting' | 'open' | 'left' | 'ended' | 'broken';

interface End { type: string; state: string; exitCode: number | null }

/** The terminal of a run, live. Read-only it is only watched: no key and no size goes out. */
export default function LiveTerminal({ run, readOnly }: { run: string; readOnly: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<State>('connecting');
  const [code, setCode] = useState<number | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const area = box.current;
    if (!area) return;
    allowTerminalStyles();
    setState('connecting');
    const terminal = new Terminal({
      fontFamily: 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace', fontSize: 13, scrollback: 5000, cursorBlink: !readOnly, disableStdin: readOnly, allowProposedApi: false, screenReaderMode: false, minimumContrastRatio: 4.5,
      theme: { background: '#14181c', foreground: '#dfe5ea', cursor: '#8fd3bd', selectionBackground: '#3a5a6a' },
      // Links of a guest are not ours to open; without a handler of ours xterm.js opens them.
      linkHandler: { activate: () => undefined },
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(area);
    fit.fit();
    const address = `ws://${location.host}/v1/runs/${encodeURIComponent(run)}/attach?columns=${terminal.cols}&rows=${terminal.rows}${readOnly ? '&readOnly=true' : ''}`;
    const socket = new WebSocket(address, ['agsekit', `agsekit.key.${key()}`]);
    socket.binaryType = 'arraybuffer';
    let isOver = false;
    const letters = new TextEncoder();
    socket.onopen = () => {
      setState('open');
      if (!readOnly) terminal.focus();
    };
    socket.onmessage = (message: MessageEvent<ArrayBuffer | string>) => {
      if (typeof message.data !== 'string') {
        terminal.write(new Uint8Array(message.data));
        return;
      }
      const end = JSON.parse(message.data) as End;
      isOver = true;
      setCode(end.exitCode);
      setState(end.state === 'running' ? 'left' : 'ended');
    };
    socket.onclose = () => {
      if (!isOver) setState('broken');
    };
    terminal.onData((keys) => {
      if (socket.readyState === WebSocket.OPEN && !readOnly) socket.send(letters.encode(keys));
    });
    terminal.onBinary((keys) => {
      if (socket.readyState === WebSocket.OPEN && !readOnly) socket.send(Uint8Array.from(keys, (letter) => letter.charCodeAt(0)));
    });
    terminal.onResize(({ cols, rows }) => {
      if (socket.readyState === WebSocket.OPEN && !readOnly) socket.send(JSON.stringify({ type: 'resize', columns: cols, rows }));
    });
    // Tab belongs to the shell; this gives the keyboard back to the page.
    terminal.attachCustomKeyEventHandler((event) => {
      if (event.key !== 'Escape' || !event.ctrlKey) return true;
      terminal.blur();
      area.focus();
      return false;
    });
    const watch = new ResizeObserver(() => fit.fit());
    watch.observe(area);
    return () => {
      watch.disconnect();
      isOver = true;
      socket.close();
      terminal.dispose();
    };
  }, [run, readOnly, tries]);
  const words: Record<State, string> = {
    connecting: t('Connecting…', 'Подключаюсь…'),
    open: readOnly ? t('Watching: keys are not passed on.', 'Наблюдение: клавиши не передаются.') : t('Live. Ctrl+Escape leaves the terminal, Ctrl+\\ twice lets go of it.', 'Живой терминал. Ctrl+Escape — выйти из терминала, Ctrl+\\ дважды — отключиться.'),
    left: t('Let go; the agent goes on.', 'Отключено; агент работает дальше.'),
    ended: t(`The agent has ended${code === null ? '' : ` (code ${code})`}.`, `Агент завершился${code === null ? '' : ` (код ${code})`}.`),
    broken: t('The connection is gone.', 'Связь прервана.'),
  };
  return (
    <div className="terminal">
      <div ref={box} className="screen" tabIndex={-1} aria-label={t('Terminal', 'Терминал')} role="group" />
      <div className="row">
        <span role="status" className="muted">{words[state]}</span>
        {(state === 'broken' || state === 'left') && <button type="button" className="small" onClick={() => setTries(tries + 1)}>{t('Connect again', 'Подключиться снова')}</button>}
      </div>
    </div>
  );
}
