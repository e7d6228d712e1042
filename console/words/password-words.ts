/** The fewest characters of a new password. */
export const shortestPassword = 12;

/** What a new password must be. The server checks it and says what is wrong. */
export const passwordRules = `At least ${shortestPassword} characters. No common password, no sequence, and not the email address.`;

/** The server's refusal of a new password, in which it names the request's field. */
export const refusalInWords = (message: string) => message.replace(/^(newPassword|password) is/, "The new password is");

/** `2 sessions, 1 API token, and no JWT credentials` */
export function credentialsInWords({ sessions, apiTokens, jwtCredentials }: CredentialCounts): string {
  return `${count(sessions, "session")}, ${count(apiTokens, "API token")}, and ${count(jwtCredentials, "JWT credential")}`;
}

interface CredentialCounts {
  sessions: number;
  apiTokens: number;
  jwtCredentials: number;
}

const count = (n: number, what: string) => `${n === 0 ? "no" : n} ${what}${n === 1 ? "" : "s"}`;
