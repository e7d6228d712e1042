import { Link } from "@tanstack/react-router";
import type { Role } from "../api/shapes.ts";
import {
  IconBook2,
  IconCalendarClock,
  type IconComponent,
  IconDownload,
  IconFileImport,
  IconHeadset,
  IconHistory,
  IconLayoutDashboard,
  IconPhoneOff,
  IconSettings,
  IconSpeakerphone,
  IconUsers,
  IconUsersGroup,
} from "../ui/icons.tsx";
import { useHere } from "./account.ts";
import { Mark } from "./mark.tsx";

const pages = [
  { to: "/accounts/$accountId", label: "Overview", icon: IconLayoutDashboard, exact: true },
  { to: "/accounts/$accountId/leads", label: "Leads", icon: IconUsers },
  { to: "/accounts/$accountId/actions", label: "Actions", icon: IconHistory },
  { to: "/accounts/$accountId/floor", label: "Floor", icon: IconHeadset },
  { to: "/accounts/$accountId/load", label: "Load", icon: IconFileImport, role: "manager" },
  { to: "/accounts/$accountId/campaigns", label: "Campaigns", icon: IconSpeakerphone },
  { to: "/accounts/$accountId/callbacks", label: "Callbacks", icon: IconCalendarClock },
  { to: "/accounts/$accountId/agents", label: "Agents", icon: IconUsersGroup },
  { to: "/accounts/$accountId/do-not-call", label: "Do-not-call", icon: IconPhoneOff },
  { to: "/accounts/$accountId/exports", label: "Exports", icon: IconDownload, role: "manager" },
  { to: "/accounts/$accountId/settings", label: "Settings", icon: IconSettings },
] as const satisfies { to: string; label: string; icon: IconComponent; exact?: boolean; role?: Role }[];

/** The pages that the user's role may open. */
export const pagesFor = (can: (role: Role) => boolean) => pages.filter((page) => !("role" in page) || can(page.role));

/** The menu of pages. */
export function Navigation({ onPick }: { onPick?: () => void }) {
  const { accountId, can } = useHere();
  const params = { accountId: String(accountId) };
  return (
    <>
      <Link className="brand" to="/accounts/$accountId" params={params} onClick={onPick}>
        <Mark size={22} />
        Leadyard
      </Link>
      {pagesFor(can).map((page) => (
        <Link
          key={page.to}
          className="place"
          to={page.to}
          params={params}
          activeOptions={{ exact: "exact" in page, includeSearch: false }}
          activeProps={{ "aria-current": "page" }}
          onClick={onPick}
        >
          <page.icon size={18} strokeWidth={1.7} aria-hidden />
          {page.label}
        </Link>
      ))}
      <a className="place" href="/docs/" style={{ marginTop: "auto" }}>
        <IconBook2 size={18} strokeWidth={1.7} aria-hidden />
        API reference
      </a>
    </>
  );
}
