import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

/** Seals secrets that the database stores, and opens them again: AES-256-GCM under keys that the database never sees. */
export interface SecretBox {
  /** Seals a text for one place, such as `archive.password 1/7`. It opens nowhere else. */
  seal(text: string, place: string): string;
  /** Opens a sealed text. Returns a text of earlier versions, which stored secrets in the clear, unchanged. */
  open(stored: string, place: string): string;
  /** Whether the text is sealed under the newest key. */
  isCurrent(stored: string): boolean;
}

/** A secret that none of the keys opens. */
export class SecretUnreadable extends Error {
  override name = "SecretUnreadable";
}

const prefix = "sealed:1:";

/** A box with these keys of 32 bytes: the first one seals, and all of them open. */
export function secretBox(keys: readonly Buffer[]): SecretBox {
  const [newest] = keys;
  if (!newest) throw new Error("a secret box needs a key");
  const byId = new Map(keys.map((key) => [keyId(key), key]));
  return {
    seal(text, place) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", newest, nonce).setAAD(Buffer.from(place));
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return `${prefix}${keyId(newest)}:${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url")}`;
    },
    open(stored, place) {
      if (!stored.startsWith(prefix)) return stored;
      const [id = "", sealed = ""] = stored.slice(prefix.length).split(":");
      const key = byId.get(id);
      if (!key) throw new SecretUnreadable(`${place} is sealed under key ${id}, which is not here`);
      const bytes = Buffer.from(sealed, "base64url");
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12), { authTagLength: 16 })
          .setAAD(Buffer.from(place))
          .setAuthTag(bytes.subarray(12, 28));
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
      } catch (cause) {
        throw new SecretUnreadable(`${place} was changed, or belongs elsewhere`, { cause });
      }
    },
    isCurrent: (stored) => stored.startsWith(`${prefix}${keyId(newest)}:`),
  };
}

/** Names a key without revealing it. */
function keyId(key: Buffer): string {
  return createHash("sha256").update("leadyard key id").update(key).digest("hex").slice(0, 8);
}

/** For connections that touch no secrets. */
export const noSecrets: SecretBox = {
  seal: () => failWithoutKey(),
  open: () => failWithoutKey(),
  isCurrent: () => failWithoutKey(),
};

function failWithoutKey(): never {
  throw new Error("this connection was opened without the keys of secrets");
}
