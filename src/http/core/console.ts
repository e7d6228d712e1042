import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { consoleFolder } from "./console-folder.ts";
import { handleNotFound } from "./error-handler.ts";

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

const unbuilt =
  "<!doctype html><title>Leadyard</title><p>The console is not built. <code>npm run build</code> builds it; then start the program again.<p>The API is there all the same: <a href='/docs/'>its reference</a>.";

// Everything below these is the API's; an address there that leads nowhere is its to refuse.
const ofTheApi = /^\/(v1|voice|api|restapi|docs)(\/|$)/;

/** Serves the console at `/`: its files, which never change under their name, and its page at every address that a browser asks for. */
export async function serveConsole(app: FastifyInstance): Promise<void> {
  const folder = consoleFolder();
  const built = existsSync(folder);
  const assets = built ? await readAssets(folder) : new Map<string, Asset>();
  const page = built ? await readFile(join(folder, "index.html"), "utf8") : unbuilt;
  app.get("/*", { schema: { hide: true } }, (request, reply) => {
    const path = request.url.split("?")[0] as string;
    const asset = assets.get(path);
    if (asset) return sendAsset(asset, request, reply);
    const isPage = path === "/" || (!ofTheApi.test(path) && !extname(path) && /\btext\/html\b/.test(acceptOf(request)));
    return isPage ? sendPage(page, reply) : handleNotFound(request, reply);
  });
}

const acceptOf = (request: FastifyRequest) => request.headers.accept ?? "";

/** The files of the console by their paths, with what Vite and the build made of each. */
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
  const takes = String(request.headers["accept-encoding"] ?? "");
  const [encoding, body] =
    br && /\bbr\b/.test(takes) ? ["br", br] : gzip && /\bgzip\b/.test(takes) ? ["gzip", gzip] : [undefined, raw];
  if (encoding) void reply.header("Content-Encoding", encoding);
  return reply
    .type(type)
    .headers({
      "Cache-Control": "public, max-age=31536000, immutable",
      Vary: "Accept-Encoding",
      "X-Content-Type-Options": "nosniff",
    })
    .send(body);
}

/** The page, with a nonce of its own for the style elements that its components make. */
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
    .headers({
      "Content-Security-Policy": policy,
      "Cache-Control": "no-store",
      "Referrer-Policy": "same-origin",
      "X-Content-Type-Options": "nosniff",
    })
    .send(page.replaceAll("{{nonce}}", nonce));
}
