// Prints, as JSON, what the page of an endpoint shows to be pasted: a text for each tool.
import { launch, signedIn } from './browser.mjs';

const { tenantLink, endpoint } = JSON.parse(process.env.BERTH_TOLD);
const browser = await launch();
try {
  const { page, open } = await signedIn(browser, tenantLink, { viewport: { width: 1280, height: 900 } });
  await open(`/endpoints/${endpoint}`);
  await page.getByRole('button', { name: 'Show the URL' }).click();
  await page.locator('[data-snippet=curl]').getByText('http').waitFor();
  const shown = {};
  for (const tab of await page.getByRole('tablist').filter({ hasText: 'curl' }).getByRole('tab').all()) {
    await tab.click();
    const tool = (await tab.innerText()).trim();
    shown[tool] = await page.locator(`[data-snippet="${tool}"]`).innerText();
  }
  console.log(JSON.stringify(shown));
} finally {
  await browser.close();
}
