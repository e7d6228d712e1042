import { connectionLost } from "./connection.ts";
import { ApiError, request, Unreachable } from "./request.ts";
import { tokens } from "./session.ts";

interface UploadState {
  /** Hears how many bytes are sent, of how many. */
  onSent: (sent: number, total: number) => void;
  signal: AbortSignal;
}

/** Uploads a file as the part `file` of a form. Throws Refused, Unreachable, or what an abort throws. */
export async function upload<T>(path: string, file: File, { onSent, signal }: UploadState): Promise<T> {
  // A session that has to be renewed is renewed now, and not after a long upload.
  await request("/users/me", { signal });
  return await new Promise((resolve, reject) => {
    // fetch does not tell how much it has sent.
    const sending = new XMLHttpRequest();
    sending.open("POST", `/v1${path}`);
    sending.setRequestHeader("authorization", `Bearer ${tokens()?.accessToken}`);
    sending.upload.onprogress = ({ loaded, total }) => onSent(loaded, total);
    sending.onload = () => {
      const answer = parsed(sending.responseText);
      if (sending.status < 400) resolve(answer as T);
      else reject(new ApiError(sending.status, answer));
    };
    sending.onerror = () => {
      connectionLost();
      reject(new Unreachable("Leadyard cannot be reached."));
    };
    sending.onabort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", () => sending.abort(), { once: true });
    const form = new FormData();
    form.append("file", file);
    sending.send(form);
  });
}

function parsed(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch {
    return {};
  }
}
