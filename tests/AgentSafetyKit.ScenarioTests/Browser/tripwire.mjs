// An agent that was stopped and waits: given { url, address, pictures, run, shown }. Answered with undo.
import { Visit, given, hold, scenario } from './harness.mjs';

const visit = await Visit.open();
const page = visit.page;
const dialog = page.getByRole('dialog');

await scenario({
  async 'it is the first thing the overview says'() {
    await page.goto(given.url);
    const first = page.locator('.troubles li').first();
    await first.getByText('An agent was stopped in').waitFor();
    await page.getByRole('alert').getByText('An agent was stopped').waitFor();
    await visit.shot('overview');
    await visit.usable('overview with an alarm');
    await page.getByRole('link', { name: 'Ports' }).click();
    await page.getByText('None are forwarded.').waitFor();
    await page.getByRole('alert').getByText('An agent was stopped').waitFor();
  },
  async 'the page of the run asks by itself'() {
    await page.getByRole('link', { name: 'Runs' }).click();
    await page.getByRole('link', { name: given.run }).first().click();
    await dialog.getByText('The agent waits for you').waitFor();
    await dialog.getByText(given.shown, { exact: true }).waitFor();
    await dialog.getByText(/and \d+ more/).waitFor();
    await dialog.getByText(/As it was before, the folder is kept in the snapshot \d{8}-\d{6}(-\d+)?, as it is now in \d{8}-\d{6}/).waitFor();
    await visit.shot('asked', false);
    await visit.usable('asked');
  },
  async 'the keyboard stays in it'() {
    for (let i = 0; i < 20; i++) {
      await page.keyboard.press(i < 10 ? 'Tab' : 'Shift+Tab');
      hold(await page.evaluate(() => document.activeElement === document.body || document.querySelector('dialog')?.contains(document.activeElement)), 'the keyboard left the question');
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Answer…' }).click();
    await dialog.getByText('The agent waits for you').waitFor();
  },
  async 'in Russian, in the dark, on a telephone'() {
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Русский' }).click();
    await page.getByRole('button', { name: /Цвета/ }).click();
    await page.getByRole('button', { name: /Цвета: светлые/ }).click();
    await page.setViewportSize({ width: 400, height: 800 });
    await page.getByRole('button', { name: 'Ответить…' }).click();
    await dialog.getByText('Агент ждёт вас').waitFor();
    await visit.shot('asked-narrow-ru', false);
    await visit.usable('asked, narrow');
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1280, height: 860 });
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('button', { name: 'Answer…' }).click();
  },
  async 'each answer says what it means before it is given'() {
    await dialog.getByRole('button', { name: 'Let it go on' }).click();
    await dialog.getByText('the files will be gone').waitFor();
    await dialog.getByRole('button', { name: 'Back' }).click();
    await dialog.getByRole('button', { name: 'Undo', exact: true }).click();
    await dialog.getByText('so that this can be taken back').waitFor();
    await visit.shot('undo', false);
    await visit.usable('undo');
    await dialog.getByRole('button', { name: 'Yes, end it and put the folder back' }).click();
    await dialog.getByText('Done: the folder is as it was before.').waitFor({ timeout: 120_000 });
    await dialog.getByText('agsekit backup restore').waitFor();
    await visit.shot('undone', false);
    await visit.usable('undone');
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.getByText('ended', { exact: true }).first().waitFor({ timeout: 60_000 });
  },
  async 'nothing was wrong on the way'() {
    await visit.close();
  },
});
