import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { type SecretBox, secretBox } from "./secret-box.ts";

interface KeySettings {
  LEADYARD_KEY?: string;
  LEADYARD_KEY_FILE?: string;
  LEADYARD_DATA: string;
}

/** Where the keys come from, for messages. */
export function keySource(settings: KeySettings): string {
  return settings.LEADYARD_KEY === undefined ? `LEADYARD_KEY_FILE ${keyFile(settings)}` : "LEADYARD_KEY";
}

/**
 * The keys of stored secrets: those of LEADYARD_KEY, or of the key file, which is created with a new key if there is
 * none. Several are separated by commas or line breaks; the first one seals. Throws an Error for users.
 */
export async function loadKeys(settings: KeySettings): Promise<SecretBox> {
  const text = settings.LEADYARD_KEY ?? (await readKeyFile(keyFile(settings)));
  const keys = text
    .split(/[\s,]+/)
    .filter((part) => part !== "")
    .map((part) => Buffer.from(part, "base64"));
  if (keys.length === 0 || keys.some(({ length }) => length !== 32))
    throw new Error(`${keySource(settings)} does not hold keys; it takes one or more of 32 bytes each, in base64`);
  return secretBox(keys);
}

// Next to the embedded database and not in it, so that no backup contains it.
const keyFile = ({ LEADYARD_KEY_FILE, LEADYARD_DATA }: KeySettings) =>
  resolve(LEADYARD_KEY_FILE ?? join(LEADYARD_DATA, "leadyard.key"));

async function readKeyFile(path: string): Promise<string> {
  try {
    await mkdir(dirname(path), { recursive: true });
    // Fails if the file is there, so that of two programs that start together both use one key.
    await writeFile(path, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600, flag: "wx" }).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== "EEXIST") throw error;
      },
    );
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new Error(`LEADYARD_KEY_FILE ${path} cannot be read or created: ${(cause as Error).message}`, { cause });
  }
}
