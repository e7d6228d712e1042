import { reportNoResponse } from "./connection.ts";
import { ApiError, request, Unreachable } from "./request.ts";
import { tokens } from "./session.ts";

interface UploadState {
  /** Reports progress in bytes. */
  onSent: (sent: number, total: number) => void;
  signal: AbortSignal;
}

/** Uploads a file as the form part `file`. Throws ApiError, Unreachable, or the abort reason. */
export async function upload<T>(path: string, file: File, { onSent, signal }: UploadState): Promise<T> {
  // Any request renews an expired session. Doing that first avoids a refusal after a long upload.
  await request("/users/me", { signal });
  return await new Promise((resolve, reject) => {
    // fetch has no upload progress.
    const sending = new XMLHttpRequest();
    sending.open("POST", `/v1${path}`);
    sending.setRequestHeader("authorization", `Bearer ${tokens()?.accessToken}`);
    sending.upload.onprogress = ({ loaded, total }) => onSent(loaded, total);
    sending.onload = () => {
      const answer = parseJson(sending.responseText);
      if (sending.status < 400) resolve(answer as T);
      else reject(new ApiError(sending.status, answer));
    };
    sending.onerror = () => {
      reportNoResponse();
      reject(new Unreachable("Leadyard can’t be reached."));
    };
    sending.onabort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", () => sending.abort(), { once: true });
    const form = new FormData();
    form.append("file", file);
    sending.send(form);
  });
}

function parseJson(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch {
    return {};
  }
}
