import type { Page } from "playwright-core";
import { buildConsole } from "../../scripts/build-console.ts";
import { launchBrowser } from "../../test/support/browser.ts";
import type { BenchDatabase } from "../support/bench-database.ts";
import { figure } from "../support/figure.ts";
import { bounded } from "../support/measure.ts";
import { administrator } from "../support/program.ts";

/** Rows that are gone through, at that many a second: as fast as a wheel turns. */
const far = 20_000;
const pace = 400;
const rowHeight = 34;

export default figure({
  about: "The console: a first visit until leads can be worked on, and going down a table of all leads by the wheel",
  rows: 1_000_000,
  rounds: 3,
  async run({ ground, rows, rounds }) {
    await buildConsole();
    await using on = await ground(rows);
    const visits: number[] = [];
    const blanks: number[] = [];
    const waits: number[] = [];
    for (let round = 0; round < rounds; round++) {
      // A new browser each time: nothing is kept from the visit before.
      const browser = await launchBrowser();
      try {
        const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
        await signIn(page, on);
        visits.push(await interactive(page, on));
        const { blank, longest } = await scrolled(page);
        blanks.push(blank);
        waits.push(longest);
      } finally {
        await browser.close();
      }
    }
    return [
      bounded("first visit until a lead can be chosen", 1500, "ms", visits),
      bounded(`blank rows in sight, of ${far} rows at ${pace} a second`, 17, "ms", blanks),
      bounded("longest frame meanwhile", 100, "ms", waits),
    ];
  },
});

/** As another tab would find it: signed in, and nothing of the console loaded. */
async function signIn(page: Page, { program }: BenchDatabase): Promise<void> {
  const answer = await fetch(`${program.url}/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(administrator),
  });
  if (!answer.ok) throw new Error(await answer.text());
  await page.addInitScript((session) => localStorage.setItem("leadyard.session", session), await answer.text());
}

/** Milliseconds from the address to a row whose box can be checked. */
async function interactive(page: Page, { program, accountId }: BenchDatabase): Promise<number> {
  const began = performance.now();
  await page.goto(`${program.url}/accounts/${accountId}/leads`, { waitUntil: "commit" });
  await page.getByRole("row").nth(1).getByRole("checkbox").check();
  return performance.now() - began;
}

/** How long a row in sight was not there, and the longest that a frame took, in milliseconds. */
async function scrolled(page: Page): Promise<{ blank: number; longest: number }> {
  await page.getByRole("checkbox", { checked: true }).uncheck();
  return await page.getByRole("grid").evaluate(
    async (grid, { rows, perSecond, height }) => {
      const page = grid.ownerDocument;
      const frame = () => new Promise<number>((resolve) => page.defaultView?.requestAnimationFrame(resolve));
      const isBlank = () => {
        const { left, top, bottom } = grid.getBoundingClientRect();
        for (let y = top + 1.5 * height; y < bottom; y += height) {
          const row = page.elementFromPoint(left + 200, y)?.closest(".grid-body");
          if (!row || row.getAttribute("aria-busy") === "true") return true;
        }
        return false;
      };
      let blank = 0;
      let longest = 0;
      let last = await frame();
      while (grid.scrollTop < rows * height) {
        const now = await frame();
        const passed = now - last;
        last = now;
        longest = Math.max(longest, passed);
        if (isBlank()) blank += passed;
        grid.scrollTop += Math.min(passed, 100) * (perSecond / 1000) * height;
      }
      return { blank, longest };
    },
    { rows: far, perSecond: pace, height: rowHeight },
  );
}
