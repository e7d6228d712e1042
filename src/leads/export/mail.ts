import { DateTime } from "luxon";

interface Facts {
  accountName: string;
  /** The IANA zone in which the mail shows times. */
  timeZone: string;
  requestedBy: string;
  createdAt: Date;
  /** Leads selected, and leads in the file. */
  selectedCount: number;
  leads: number;
  /** Leads in the file by campaign. */
  campaigns: ReadonlyMap<string, number>;
  fileName: string;
  bytes: number;
  link: string;
  expiresAt: Date;
}

/** The mail about an export: what the file contains, who requested it, the link, and when the link expires. */
export function leadExportMail(facts: Facts): { subject: string; text: string; html: string } {
  const count = `${number(facts.leads)} ${facts.leads === 1 ? "lead" : "leads"}`;
  const account = oneLine(facts.accountName);
  const time = (moment: Date) =>
    DateTime.fromJSDate(moment, { zone: facts.timeZone }).setLocale("en-US").toFormat("cccc, d LLLL yyyy, HH:mm ZZZZ");
  const gone = facts.selectedCount - facts.leads;
  const lines: [string, string][] = [
    [
      "Leads",
      gone > 0
        ? `${number(facts.leads)} (${number(gone)} more were deleted before the file was written)`
        : number(facts.leads),
    ],
    ...(facts.leads > 0 ? [["Campaigns", campaigns(facts.campaigns)] satisfies [string, string]] : []),
    ["Requested by", oneLine(facts.requestedBy)],
    ["Requested at", time(facts.createdAt)],
    ["File", `${facts.fileName}, ${size(facts.bytes)}`],
  ];
  const end = `The link works without sign-in until ${time(facts.expiresAt)}, 24 hours after the file was written.`;
  return {
    subject: `Lead export: ${count} of ${account}`,
    text: [
      `Lead export: ${count} of ${account}`,
      "",
      ...lines.map(([name, value]) => `${`${name}:`.padEnd(14)} ${value}`),
      "",
      "Download:",
      facts.link,
      "",
      end,
      "",
    ].join("\n"),
    html: page(count, account, lines, facts.link, end),
  };
}

const number = (value: number) => value.toLocaleString("en-US");
const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();

function size(bytes: number): string {
  return bytes < 1024 * 1024 ? `${number(Math.ceil(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function campaigns(counts: ReadonlyMap<string, number>): string {
  const names = [...counts].sort((a, b) => b[1] - a[1]);
  const shown = names.slice(0, 5).map(([name, count]) => `${oneLine(name)} (${number(count)})`);
  return names.length > 5 ? `${shown.join(", ")}, and ${names.length - 5} more` : shown.join(", ");
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character] as string);
}

// Tables and inline styles, since all mail programs render those alike.
function page(count: string, account: string, lines: [string, string][], link: string, end: string): string {
  const rows = lines.map(
    ([name, value]) => `
          <tr>
            <td style="padding:6px 16px 6px 0;color:#5b6776;white-space:nowrap;vertical-align:top">${name}</td>
            <td style="padding:6px 0;color:#17202b;overflow-wrap:anywhere;word-break:break-word">${escapeHtml(value)}</td>
          </tr>`,
  );
  return `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Lead export</title></head>
  <body style="margin:0;padding:32px 16px;background:#eef1f4;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.45">
    <table role="presentation" align="center" cellspacing="0" cellpadding="0" style="width:100%;max-width:560px;margin:0 auto;background:#ffffff;border:1px solid #dde3e9;border-radius:8px">
      <tr><td style="padding:28px 24px 0">
        <div style="color:#5b6776;font-size:13px">Lead export</div>
        <h1 style="margin:4px 0 16px;color:#17202b;font-size:22px;line-height:1.25">${count} of ${escapeHtml(account)}</h1>
        <table role="presentation" cellspacing="0" cellpadding="0" style="font-size:15px">${rows.join("")}
        </table>
      </td></tr>
      <tr><td style="padding:24px">
        <a href="${escapeHtml(link)}" style="display:inline-block;padding:12px 22px;background:#1f6feb;border-radius:6px;color:#ffffff;font-weight:600;text-decoration:none">Download the ZIP file</a>
      </td></tr>
      <tr><td style="padding:16px 24px 24px;border-top:1px solid #dde3e9;color:#5b6776;font-size:13px">
        ${escapeHtml(end)}<br><br>If the button does not work, copy this address:<br>
        <a href="${escapeHtml(link)}" style="color:#1f6feb;word-break:break-all">${escapeHtml(link)}</a>
      </td></tr>
    </table>
  </body>
</html>
`;
}
