// The page's policy allows no styles but those of its own files. xterm.js writes two kinds of its own, neither of which is dangerous: both are handed to interfaces that the policy allows.

type Make = (name: string, options?: ElementCreationOptions) => HTMLElement;

function sheetHolder(make: Make): HTMLElement {
  const sheet = new CSSStyleSheet();
  // An element of no meaning stands where the style would.
  const holder = make('template');
  Object.defineProperty(holder, 'textContent', { get: () => '', set: (rules: string) => sheet.replaceSync(rules) });
  Object.defineProperty(holder, 'sheet', { get: () => sheet });
  document.adoptedStyleSheets.push(sheet);
  const remove = holder.remove.bind(holder);
  holder.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((known) => known !== sheet);
    remove();
  };
  return holder;
}

let isDone = false;

/** Once, before the first terminal. */
export function allowTerminalStyles(): void {
  if (isDone) return;
  isDone = true;
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- one of its many forms is.
  const make: Make = document.createElement.bind(document);
  Object.assign(document, { createElement: (name: string, options?: ElementCreationOptions) => (name === 'style' ? sheetHolder(make) : make(name, options)) });
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called on the element below.
  const set = HTMLSpanElement.prototype.setAttribute;
  HTMLSpanElement.prototype.setAttribute = function (this: HTMLSpanElement, name: string, value: string): void {
    if (name === 'style') this.style.cssText = value;
    else set.call(this, name, value);
  };
}
