import { globSync, rmSync } from "node:fs";
import { join } from "node:path";

// The package of Node has 60 MB of headers, for compiling add-ons, of which there are none.
const node = join(import.meta.dirname, "../node_modules/node/node_modules/node-*");
for (const folder of globSync(join(node, "include"))) rmSync(folder, { recursive: true });
