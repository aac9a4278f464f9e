// Pictures of the page: pictures.mjs LANGUAGE URL WORK TO SCENE... What belongs to this computer only, the folder it was made in, is shown as somebody's home.
import { statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [language, url, work, to, ...scenes] = process.argv.slice(2);
const { chromium } = createRequire(join(process.env.AGSEKIT_BROWSER_DRIVER, 'package.json'))('playwright-core');
const Most = 120_000, Width = 1120, Highest = 1150;

const browser = await chromium.launch({ executablePath: process.env.AGSEKIT_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
const context = await browser.newContext({ viewport: { width: Width, height: Highest }, locale: language === 'ru' ? 'ru-RU' : 'en-GB', colorScheme: 'light' });
const page = await context.newPage();
page.setDefaultTimeout(60_000);
const said = (english, russian) => (language === 'ru' ? russian : english);

/** Down to the end of what the selector names. */
async function shoot(name, last = 'main > :last-child') {
  const height = await page.evaluate(([place, own, end]) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.data.includes(place)) node.data = node.data.replaceAll(`${place}/home/`, '/home/anna/.config/agsekit/').replaceAll(place, own);
    }
    document.activeElement?.blur();
    return Math.ceil([...document.querySelectorAll(end)].pop().getBoundingClientRect().bottom + 14);
  }, [work, '/home/anna/work', last]);
  if ((await page.locator('body').innerText()).includes(work)) throw new Error(`${name}: a path of this computer is on the page`);
  const session = await context.newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 86, clip: { x: 0, y: 0, width: Width, height: Math.min(height, page.viewportSize().height), scale: 1 }, captureBeyondViewport: false });
  const file = join(to, `page-${name}${language === 'ru' ? '-ru' : ''}.webp`);
  writeFileSync(file, Buffer.from(data, 'base64'));
  const { size } = statSync(file);
  console.log(`${file}: ${size} bytes`);
  if (size > Most) throw new Error(`${file} has ${size} bytes, more than ${Most}`);
}

const make = {
  async overview() {
    await page.getByText(said('Your work is protected', 'Ваша работа под защитой')).waitFor({ timeout: 300_000 });
    await page.getByText(/CPU \d+%/).first().waitFor();
    await shoot('overview');
  },
  async folder() {
    await page.goto(new URL('#/folders', url).href);
    await page.getByRole('link', { name: work }).first().click();
    await page.locator('.timeline').waitFor();
    const changed = page.locator('.changes li', { hasText: 'src/todo/main.py' });
    // From before the first run to now.
    await page.locator('label', { hasText: /^A/ }).locator('select').selectOption({ index: 0 });
    await changed.getByRole('button', { expanded: false }).click();
    await changed.locator('td.come').first().waitFor();
    await page.locator('.timeline .run').first().waitFor();
    await page.getByText(said('saved', 'сохранено'), { exact: true }).waitFor();
    await shoot('folder', '.changes');
  },
  async run() {
    // The terminal takes what the window leaves it.
    await page.setViewportSize({ width: Width, height: 660 });
    await page.goto(new URL('#/runs', url).href);
    await page.getByRole('link', { name: 'night' }).click();
    await page.getByRole('button', { name: said('Watch', 'Смотреть'), exact: true }).click();
    await page.locator('.xterm-rows', { hasText: 'Shall I go on' }).waitFor();
    await page.getByRole('button', { name: said('Look at each change', 'Посмотреть каждое изменение') }).waitFor();
    await page.mouse.move(0, 0);
    await page.waitForTimeout(500);
    await shoot('run', '.terminal');
    await page.setViewportSize({ width: Width, height: Highest });
  },
  async tripwire() {
    await page.setViewportSize({ width: Width, height: 700 });
    await page.goto(new URL('#/runs', url).href);
    await page.getByRole('link', { name: 'cleanup' }).click();
    await page.getByRole('dialog').getByText(said('is kept in the snapshot', 'хранит снимок')).waitFor();
    await page.getByText(said('running', 'работает'), { exact: true }).first().waitFor();
    await page.waitForTimeout(500);
    await shoot('tripwire', 'dialog');
  },
};

await page.goto(url);
await page.locator('header.top').waitFor();
for (const scene of scenes) await make[scene]();
await browser.close();
