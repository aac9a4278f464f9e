import { createRoot } from 'react-dom/client';
import { App } from './App';
import { feed } from './lib/events';
import { enter, key } from './lib/session';
import './styles.css';

const root = createRoot(document.getElementById('page') ?? document.body);

enter().then(
  (refused) => {
    if (key() !== '') feed.begin();
    root.render(<App refused={refused} />);
  },
  (error: unknown) => root.render(<App refused={String(error)} />),
);
