export type Theme = 'auto' | 'light' | 'dark';

const Store = 'agsekit.theme';

export function kept(): Theme {
  const found = localStorage.getItem(Store);
  return found === 'light' || found === 'dark' ? found : 'auto';
}

export function turn(theme: Theme): void {
  localStorage.setItem(Store, theme);
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}
