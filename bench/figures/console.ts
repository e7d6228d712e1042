import type { Page } from "playwright-core";
import { buildConsole } from "../../scripts/build-console.ts";
import { launchBrowser } from "../../test/support/browser/browser.ts";
import type { BenchDatabase } from "../support/bench-database.ts";
import { figure } from "../support/figure.ts";
import { bounded } from "../support/measure.ts";
import { administrator } from "../support/program.ts";

/** Rows to scroll through and rows per second, about as fast as a mouse wheel turns. */
const far = 20_000;
const pace = 400;
const rowHeight = 34;

export default figure({
  about: "The console: a first visit until a lead can be selected, and scrolling through a table of all leads",
  rows: 1_000_000,
  rounds: 3,
  async run({ makeDatabase, rows, rounds }) {
    await buildConsole();
    await using on = await makeDatabase(rows);
    const visits: number[] = [];
    const blanks: number[] = [];
    const waits: number[] = [];
    for (let round = 0; round < rounds; round++) {
      // A new browser each time, so that nothing is cached from the last visit.
      const browser = await launchBrowser();
      try {
        const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
        await signIn(page, on);
        visits.push(await timeToFirstSelection(page, on));
        const { blank, longest } = await scrollTable(page);
        blanks.push(blank);
        waits.push(longest);
      } finally {
        await browser.close();
      }
    }
    return [
      bounded("first visit until a lead can be selected", 1500, "ms", visits),
      bounded(`blank rows visible while scrolling ${far} rows at ${pace} a second`, 17, "ms", blanks),
      bounded("longest frame while scrolling", 100, "ms", waits),
    ];
  },
});

/** Stores a session as if signed in from another tab, without loading any of the console. */
async function signIn(page: Page, { program }: BenchDatabase): Promise<void> {
  const answer = await fetch(`${program.url}/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(administrator),
  });
  if (!answer.ok) throw new Error(await answer.text());
  await page.addInitScript((session) => localStorage.setItem("leadyard.session", session), await answer.text());
}

/** Milliseconds from opening the address until a row's checkbox can be checked. */
async function timeToFirstSelection(page: Page, { program, accountId }: BenchDatabase): Promise<number> {
  const began = performance.now();
  await page.goto(`${program.url}/accounts/${accountId}/leads`, { waitUntil: "commit" });
  await page.getByRole("row").nth(1).getByRole("checkbox").check();
  return performance.now() - began;
}

/** How long any visible row was blank while scrolling, and the longest frame, both in milliseconds. */
async function scrollTable(page: Page): Promise<{ blank: number; longest: number }> {
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
