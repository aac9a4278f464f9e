import { createRoot } from 'react-dom/client';
import { App } from './App';
import { feed } from './lib/events';
import { enter, key } from './lib/session';
import './styles.css';

const root = createRoot(document.getElementById('page') ?? document.body);

enter().then(
  (refused) => {
    if (key() !== '') feed.begin();
    // A browser has six connections to one server for all of its tabs: those that nobody looks at hold none.
    document.addEventListener('visibilitychange', () => {
      if (document.hidden || key() === '') feed.end();
      else feed.begin();
    });
    root.render(<App refused={refused} />);
  },
  (error: unknown) => root.render(<App refused={String(error)} />),
);
