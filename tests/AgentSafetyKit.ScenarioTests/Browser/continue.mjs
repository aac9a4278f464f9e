// An agent that was stopped and waits: given { url, address, pictures, run }. Answered with: let it go on.
import { Visit, given, scenario } from './harness.mjs';

const visit = await Visit.open();
const page = visit.page;
const dialog = page.getByRole('dialog');

await scenario({
  async 'the agent is let go on from the overview'() {
    await page.goto(given.url);
    await page.getByRole('button', { name: 'Answer…' }).click();
    await dialog.getByText('The agent waits for you').waitFor();
    await dialog.getByRole('button', { name: 'Let it go on' }).click();
    await dialog.getByRole('button', { name: 'Yes, it is meant' }).click();
    await dialog.getByText('The agent goes on.').waitFor();
    await visit.shot('continued', false);
    await visit.usable('continued');
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  },
  async 'nothing was wrong on the way'() {
    await visit.close();
  },
});
