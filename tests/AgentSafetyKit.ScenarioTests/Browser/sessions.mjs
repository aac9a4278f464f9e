// Sessions in a VM with Podman: given { url, address, pictures }. There may be one at a time.
import { Visit, given, hold, scenario } from './harness.mjs';

const visit = await Visit.open();
const page = visit.page;
let id = '';
for (const status of ['404', '409', '422', '429']) visit.expect(status);
const dialog = page.getByRole('dialog');
const command = page.locator('section', { has: page.getByRole('heading', { name: 'Run a command' }) });
const run = async (line, input = '') => {
  await page.getByLabel('A line for sh').fill(line);
  await page.getByLabel('Standard input').fill(input);
  await command.getByRole('button', { name: 'Run', exact: true }).click();
};

await scenario({
  async 'what may be asked for is shown, and what is too much is told at its field'() {
    await page.goto(given.url);
    await page.getByRole('link', { name: 'Sessions' }).click();
    await page.getByText('There can be 1 session at once').waitFor();
    await page.getByRole('button', { name: 'New session…' }).click();
    await dialog.getByText('at most 512 MiB').waitFor();
    await dialog.getByLabel('Lives, minutes').fill('20');
    await dialog.getByLabel('Memory, MiB').fill('4096');
    await dialog.getByRole('button', { name: 'Make it' }).click();
    await dialog.getByRole('alert').waitFor();
    hold((await page.evaluate(() => document.activeElement?.id)) === 'new-memory', 'the keyboard is not where the mistake is');
    hold((await dialog.getByRole('alert').innerText()).includes('from 16.0 MiB to 512 MiB'), await dialog.getByRole('alert').innerText());
    await visit.shot('new', false);
    await visit.usable('new session');
    await dialog.getByLabel('Memory, MiB').fill('256');
    await dialog.getByRole('button', { name: 'Make it' }).click();
    await page.getByRole('heading', { name: 'Analyse a text' }).waitFor({ timeout: 480_000 });
    id = page.url().split('/').pop();
  },
  async 'its time runs down'() {
    const rest = async () => (await page.locator('.left b').innerText()).split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
    const before = await rest();
    await page.waitForTimeout(2200);
    const after = await rest();
    hold(before <= 1200 && after < before && after > before - 10, `${before} s, then ${after} s`);
  },
  async 'a text is taken apart'() {
    await page.getByLabel('Text, English or Russian').fill('I love this wonderful editor. The editor is reliable and fast. Its manual is long.');
    await page.getByRole('button', { name: 'Analyse', exact: true }).click();
    await page.locator('.analysis').getByText('positive').waitFor({ timeout: 120_000 });
    await page.locator('.analysis .words li').getByText('editor').waitFor();
    await page.locator('.analysis .quote').getByText('editor').waitFor();
  },
  async 'a command is heard while it works'() {
    await command.locator('summary').click();
    await run('cat; echo wrong >&2; sleep 4; printf "late \\033[31m<b>\\n"; exit 3', 'given\n');
    await command.locator('.output').getByText('given').waitFor({ timeout: 60_000 });
    hold(await command.getByRole('button', { name: 'Stop' }).isVisible(), 'it was heard only at its end');
    await command.getByText('code 3').waitFor({ timeout: 60_000 });
    hold((await command.locator('.output').innerText()).includes('late \\x1b[31m<b>'), 'what it prints is not shown for what it is');
    hold((await command.locator('.output .minus').innerText()).includes('wrong'), 'its errors look like its output');
    await visit.shot('session');
    await visit.usable('session');
  },
  async 'it has an end, and can be stopped before'() {
    await run('seq 30000; sleep 1000');
    await command.getByText('time was over').waitFor({ timeout: 120_000 });
    hold((await command.locator('.output').innerText()).includes('30000'), 'all of what it printed');
    await run('sleep 1000');
    await command.getByRole('button', { name: 'Stop' }).click();
    await command.getByText('Stopped by you').waitFor();
    // What was hung up is being ended for a moment still, and no other command suffers from that.
    for (let tries = 0; ; tries++) {
      await run('echo again');
      const end = command.getByText(/the session is at work|code \d+/);
      await end.waitFor({ timeout: 60_000 });
      const words = await end.innerText();
      if (words === 'code 0') break;
      hold(tries < 60 && words.includes('at work'), await command.innerText());
      await page.waitForTimeout(500);
    }
  },
  async 'a second one is refused in plain words'() {
    await page.goto(`${given.address}#/sessions`);
    await page.getByRole('button', { name: 'New session…' }).click();
    await dialog.getByRole('button', { name: 'Make it' }).click();
    await dialog.getByText('There is room again in').waitFor();
    await visit.shot('full', false);
    await visit.usable('full');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  },
  async 'in Russian, in the dark, on a telephone'() {
    await page.getByRole('button', { name: 'Русский' }).click();
    await page.getByRole('button', { name: /Цвета/ }).click();
    await page.getByRole('button', { name: /Цвета: светлые/ }).click();
    await page.getByText('Одновременно может быть 1 сеанс;').waitFor();
    await visit.shot('sessions-dark-ru');
    await visit.usable('dark sessions');
    await page.setViewportSize({ width: 400, height: 800 });
    await page.getByRole('button', { name: 'Новый сеанс…' }).click();
    await visit.shot('new-narrow-ru', false);
    await visit.usable('narrow new session');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: id.slice(0, 8) }).click();
    await page.getByRole('heading', { name: 'Разобрать текст' }).waitFor();
    await visit.shot('session-narrow-ru');
    await visit.usable('narrow session');
    await page.setViewportSize({ width: 1280, height: 860 });
    await page.getByRole('button', { name: 'English' }).click();
  },
  async 'it is deleted, and gone'() {
    await page.getByRole('button', { name: 'Delete' }).click();
    await dialog.getByText('with all it holds?').waitFor();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('None now.').waitFor({ timeout: 60_000 });
    await page.goto(`${given.address}#/sessions/${id}`);
    await page.getByText('This session has ended').waitFor();
    await visit.usable('gone');
  },
  async 'nothing was wrong on the way'() {
    await visit.close();
  },
});
