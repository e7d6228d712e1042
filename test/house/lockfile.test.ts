import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

interface LockedPackage {
  optionalDependencies?: Record<string, string>;
}

test("the lockfile lists the binaries of every platform, so that npm ci works on each", async () => {
  const { packages } = JSON.parse(await readFile(join(import.meta.dirname, "../../package-lock.json"), "utf8")) as {
    packages: Record<string, LockedPackage>;
  };
  const places = (path: string, name: string): string[] => {
    const above = path.lastIndexOf("/node_modules/");
    const here = `${path === "" ? "" : `${path}/`}node_modules/${name}`;
    return path === "" ? [here] : [here, ...places(above < 0 ? "" : path.slice(0, above), name)];
  };
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !places(path, name).some((place) => place in packages)),
  );
  expect(missing).toEqual([]);
});

test("the lockfile names no registry", async () => {
  expect(await readFile(join(import.meta.dirname, "../../package-lock.json"), "utf8")).not.toContain('"resolved"');
});
