// Prints, as JSON, what the pages of endpoints show to be pasted: for each endpoint a text for each tool.
import { launch, signedIn } from './browser.mjs';

const { tenantLink, endpoints } = JSON.parse(process.env.BERTH_TOLD);
const browser = await launch();
try {
  const { page, open } = await signedIn(browser, tenantLink, { viewport: { width: 1280, height: 900 } });
  const shown = {};
  for (const endpoint of endpoints) {
    await open('/endpoints');
    await page.getByRole('link', { name: endpoint, exact: true }).click();
    await page.getByRole('button', { name: 'Show the URL' }).click();
    await page.locator('[data-snippet=curl]').getByText('http').waitFor();
    shown[endpoint] = {};
    for (const tab of await page.getByRole('tablist').filter({ hasText: 'curl' }).getByRole('tab').all()) {
      await tab.click();
      const tool = (await tab.innerText()).trim();
      shown[endpoint][tool] = await page.locator(`[data-snippet="${tool}"]`).innerText();
    }
  }
  console.log(JSON.stringify(shown));
} finally {
  await browser.close();
}
