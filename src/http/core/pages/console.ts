import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { handleNotFound } from "../errors/error-handler.ts";
import { consoleFolder } from "./console-folder.ts";

interface Asset {
  type: string;
  raw: Buffer;
  br: Buffer | undefined;
  gzip: Buffer | undefined;
}

const types: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** The page served when the console was not built. */
const unbuilt =
  "<!doctype html><title>Leadyard</title><p>The console is not built. Run <code>npm run build</code> and restart the program.<p>The API works without it: <a href='/docs/'>API reference</a>.";

// Unknown addresses below these get the API's 404, not the console's page.
const apiPaths = /^\/(v1|voice|api|restapi|docs)(\/|$)/;

/**
 * Serves the console: its files, cached forever since their names are hashes, and its page at every other address a
 * browser requests, because the console does its own routing.
 */
export async function serveConsole(app: FastifyInstance): Promise<void> {
  const folder = consoleFolder();
  const built = existsSync(folder);
  const assets = built ? await readAssets(folder) : new Map<string, Asset>();
  const page = built ? await readFile(join(folder, "index.html"), "utf8") : unbuilt;
  app.get("/*", { schema: { hide: true } }, (request, reply) => {
    const path = request.url.split("?")[0] as string;
    const asset = assets.get(path);
    if (asset) return sendAsset(asset, request, reply);
    const isPage = path === "/" || (!apiPaths.test(path) && !extname(path) && /\btext\/html\b/.test(acceptOf(request)));
    return isPage ? sendPage(page, reply) : handleNotFound(request, reply);
  });
}

const acceptOf = (request: FastifyRequest) => request.headers.accept ?? "";

/** Reads the console's files into memory by path, each with the compressed copies the build made. */
async function readAssets(folder: string): Promise<Map<string, Asset>> {
  const assets = new Map<string, Asset>();
  for (const file of await readdir(folder, { recursive: true })) {
    const type = types[extname(file)];
    if (!type) continue;
    const [raw, br, gzip] = await Promise.all(
      ["", ".br", ".gz"].map((form) => readFile(join(folder, file + form)).catch(() => undefined)),
    );
    if (raw) assets.set(`/${file.replaceAll("\\", "/")}`, { type, raw, br, gzip });
  }
  return assets;
}

function sendAsset({ type, raw, br, gzip }: Asset, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const accepted = String(request.headers["accept-encoding"] ?? "");
  const [encoding, body] =
    br && /\bbr\b/.test(accepted) ? ["br", br] : gzip && /\bgzip\b/.test(accepted) ? ["gzip", gzip] : [undefined, raw];
  if (encoding) void reply.header("Content-Encoding", encoding);
  return reply
    .type(type)
    .headers({ "Cache-Control": "public, max-age=31536000, immutable", Vary: "Accept-Encoding" })
    .send(body);
}

/**
 * Sends the page with a fresh nonce, which lets its components add style elements under the content security policy.
 */
function sendPage(page: string, reply: FastifyReply): FastifyReply {
  const nonce = randomBytes(16).toString("base64");
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
  return reply
    .type("text/html; charset=utf-8")
    .header("Content-Security-Policy", policy)
    .send(page.replaceAll("{{nonce}}", nonce));
}
