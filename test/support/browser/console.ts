import { AxeBuilder } from "@axe-core/playwright";
/**
 * The console in a browser, against the real program with the demo's data, at noon on a Friday in New York:
 *
 *     const console = await openConsole();                     // builds it first if needed
 *     const page = await console.page("/leads", { width: 390, scheme: "dark", as: "viewer" });
 *     await page.shot("leads");                                // if SCREENSHOTS names a folder
 *     page.complaints                                          // the page's errors, including policy violations
 */
import type { Page } from "playwright-core";
import { fillDemo } from "../../../demo/fill.ts";
import { buildConsole } from "../../../scripts/build-console.ts";
import { filledDatabase } from "../database.ts";
import { administrator, type Program, startOn, startProgram } from "../program.ts";
import { launchBrowser } from "./browser.ts";

export const password = "a password of the demo";
const now = new Date("2026-07-24T16:00:00Z");

export type ConsolePage = Page & { complaints: string[]; shot(name: string): Promise<void> };

interface PageOptions {
  width?: number;
  scheme?: "light" | "dark";
  /** null if nobody is signed in. */
  as?: "admin" | "manager" | "viewer" | null;
}

export interface OpenConsole {
  program: Program;
  page(path: string, look?: PageOptions): Promise<ConsolePage>;
  stop(): Promise<void>;
}

/** `config`: settings of the program. */
export async function openConsole(config: Record<string, string> = {}): Promise<OpenConsole> {
  await buildConsole();
  const browser = await launchBrowser();
  const clock = () => now;
  const from = await filledDatabase("leadyard_demo", async (url) => {
    const filling = await startOn(url, { clock });
    await fillDemo(filling.context.db, password, now);
    await filling.stop();
  });
  const program = await startProgram({ clock, from, config });
  const refreshTokenOf = async (role: string): Promise<string> => {
    const known = role === "admin" ? administrator : { email: `${role}@example.com`, password };
    const { body } = await program.request("POST", "/v1/session", { email: known.email, password: known.password });
    return body.refreshToken;
  };
  return {
    program,
    async page(path, { width = 1280, scheme = "light", as = "manager" } = {}) {
      const context = await browser.newContext({
        viewport: { width, height: width > 600 ? 800 : 844 },
        colorScheme: scheme,
        reducedMotion: "reduce",
        timezoneId: "America/New_York",
      });
      if (as !== null) {
        const cookie = { domain: "127.0.0.1", path: "/v1/session", httpOnly: true, sameSite: "Strict" as const };
        await context.addCookies([{ name: "leadyard_refresh", value: await refreshTokenOf(as), ...cookie }]);
        await context.addInitScript(() => {
          if (!sessionStorage.getItem("begun")) localStorage.setItem("leadyard.signed-in", "by the test");
          sessionStorage.setItem("begun", "true");
        });
      }
      const page = await context.newPage();
      await page.clock.setFixedTime(now);
      const seen = watched(page, `${width}-${scheme}`);
      await page.goto(`${program.url}${path}`);
      return seen;
    },
    async stop() {
      await browser.close();
      await program.stop();
    },
  };
}

function watched(page: Page, kind: string): ConsolePage {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // The browser itself reports every refused request.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      complaints.push(message.text());
  });
  return Object.assign(page, {
    complaints,
    async shot(name: string) {
      if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}-${kind}.png` });
    },
  });
}

/** A page's accessibility violations and its complaints. */
export async function faults(page: ConsolePage): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  return [...found, ...page.complaints];
}
