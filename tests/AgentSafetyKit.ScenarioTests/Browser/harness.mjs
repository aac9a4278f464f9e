// What every scenario in a browser needs: Chromium, a page whose every request and complaint is held against the rules, pictures, and axe-core.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const driver = process.env.AGSEKIT_BROWSER_DRIVER;
const require = createRequire(join(driver, 'package.json'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Of the test that started this. */
export const given = JSON.parse(process.argv[2] ?? '{}');

export function hold(so, what) {
  if (!so) throw new Error(what);
}

export const browser = await chromium.launch({ executablePath: process.env.AGSEKIT_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });

export class Visit {
  /** Whatever the page did that it must not. */
  wrongs = [];
  #expected = [];

  /** The last that was begun: how it looked when something failed is shown. */
  static last;

  static async open(options = {}) {
    const visit = new Visit();
    Visit.last = visit;
    visit.context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-GB', permissions: ['clipboard-read', 'clipboard-write'], ...options });
    visit.page = await visit.context.newPage();
    visit.page.setDefaultTimeout(20_000);
    visit.page.on('pageerror', (error) => visit.wrongs.push(`error: ${error.message}`));
    visit.page.on('console', (said) => {
      if ((said.type() === 'error' || said.type() === 'warning') && !visit.#expected.some((words) => said.text().includes(words))) visit.wrongs.push(`console: ${said.text()}`);
    });
    visit.page.on('request', (request) => {
      const url = new URL(request.url());
      if (given.address && url.protocol !== 'data:' && url.host !== new URL(given.address).host) visit.wrongs.push(`a request to ${url.host}`);
    });
    return visit;
  }

  expect(words) {
    this.#expected.push(words);
  }

  async shot(name, full = true) {
    mkdirSync(given.pictures, { recursive: true });
    await this.page.screenshot({ path: join(given.pictures, `${name}.png`), fullPage: full });
  }

  /** axe-core finds nothing that keeps somebody out, and nothing is wider than the screen. */
  async usable(where) {
    // Its source is no script of the page: the browser itself evaluates it.
    await this.page.evaluate(axe);
    const found = await this.page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ['violations'] })).violations.map((rule) => ({ id: rule.id, impact: rule.impact, nodes: rule.nodes.map((node) => `${node.html.slice(0, 160)} ${node.failureSummary}`) })));
    for (const rule of found.filter((one) => one.impact === 'serious' || one.impact === 'critical')) this.wrongs.push(`${where}: axe ${rule.id}: ${rule.nodes.slice(0, 3).join(' | ')}`);
    const over = await this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) this.wrongs.push(`${where}: ${over} pixels wider than the screen`);
  }

  async close() {
    await this.context.close();
    hold(this.wrongs.length === 0, this.wrongs.join('\n'));
  }
}

/** Runs the parts of a scenario; the first that fails ends it with its words. */
export async function scenario(parts) {
  let code = 0;
  try {
    for (const [name, part] of Object.entries(parts)) {
      const begin = Date.now();
      await part();
      console.log(`${name}: ${Date.now() - begin} ms`);
    }
  } catch (error) {
    console.error(error.stack ?? String(error));
    await Visit.last?.shot('failed', false).catch(() => undefined);
    code = 1;
  }
  await browser.close();
  process.exit(code);
}
