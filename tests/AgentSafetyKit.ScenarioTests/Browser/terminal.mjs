// A run at work in a VM: given { url, address, pictures, run }. Its agent is bash.
import { Visit, given, hold, scenario } from './harness.mjs';

const visit = await Visit.open();
const page = visit.page;
const text = () => page.locator('.xterm-rows').innerText();
const shows = async (words) => {
  const begin = Date.now();
  while (!(await text()).includes(words)) {
    hold(Date.now() - begin < 30_000, `the terminal never showed ${words}:\n${await text()}`);
    await page.waitForTimeout(50);
  }
};

await scenario({
  async 'the run is on the overview'() {
    await page.goto(given.url);
    await page.getByRole('link', { name: given.run }).first().click();
    await page.getByRole('heading', { name: 'Terminal', exact: true }).waitFor();
  },
  async 'watching passes no key on'() {
    await page.getByRole('button', { name: 'Watch' }).click();
    await page.getByText('Watching: keys are not passed on.').waitFor();
    await shows('$');
    await page.locator('.xterm').click();
    await page.keyboard.type('touch intruder\n');
    await page.waitForTimeout(500);
    hold(!(await text()).includes('intruder'), 'a key went through');
  },
  async 'a command is typed, its output seen'() {
    await page.getByRole('button', { name: 'Type', exact: true }).click();
    await page.getByText('Live.').waitFor();
    await shows('$');
    await page.locator('.xterm').click();
    await page.keyboard.type("echo SE''EN 'ж€' >made.txt; cat made.txt; stty size; echo SI''ZED\n");
    await shows('SEEN ж€');
    // What is typed next is echoed at once, also in the middle of what comes.
    await shows('SIZED');
    await page.keyboard.type("printf '\\033[38;2;10;200;90mCO''LOUR\\033[0m\\n'\n");
    await shows('COLOUR');
    hold(/\b\d+ 1\d\d\b/.test(await text()), `the window's size did not arrive: ${await text()}`);
    await visit.shot('terminal');
    await visit.usable('terminal');
  },
  async 'pasted and resized'() {
    await page.evaluate(() => navigator.clipboard.writeText("echo PAS''TED"));
    await page.locator('.xterm').click();
    await page.keyboard.press('Control+Shift+V');
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData('text/plain', "echo PAS''TED");
      document.querySelector('.xterm-helper-textarea')?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await page.keyboard.press('Enter');
    await shows('PASTED');
    await page.setViewportSize({ width: 400, height: 800 });
    await page.waitForTimeout(600);
    await page.keyboard.type('clear; stty size; echo NAR\'\'ROW\n');
    await shows('NARROW');
    // What is typed may be echoed between the lines that come.
    hold(/\b\d+ [3-6]\d\b/.test(await text()), `not resized: ${await text()}`);
    await visit.shot('terminal-narrow');
    await visit.usable('narrow terminal');
    await page.setViewportSize({ width: 1280, height: 860 });
  },
  async 'the review follows, and the agent ends'() {
    await page.keyboard.type('exit 0\n');
    await page.getByText('The agent has ended').waitFor();
    await page.reload();
    await page.getByText('ended', { exact: true }).first().waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Look at each change' }).click();
    await page.locator('.changes li', { hasText: 'made.txt' }).waitFor();
    hold((await page.locator('.changes li', { hasText: 'intruder' }).count()) === 0, 'what was typed while watching was done');
    await page.getByRole('button', { name: 'Show what it wrote' }).click();
    await page.locator('pre.log', { hasText: 'SEEN' }).waitFor();
    await visit.shot('run-reviewed');
    await visit.usable('reviewed');
  },
  async 'undo shows its plan, and does it'() {
    await page.getByRole('button', { name: 'Undo…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('.steps').getByText('made.txt').waitFor();
    await dialog.getByRole('button', { name: 'Restore' }).click();
    await dialog.getByText('Done.').waitFor({ timeout: 60_000 });
    await visit.shot('undone', false);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
  },
  async 'the VM and its numbers'() {
    await page.goto(`${given.address}#/vms`);
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    await visit.shot('vms-running');
    await visit.usable('vms');
  },
  async 'nothing was wrong on the way'() {
    await visit.close();
  },
});
