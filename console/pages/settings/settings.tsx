import { Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Role } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { PageTitle } from "../../ui/title.tsx";
import type { Search } from "../../url-search.ts";
import { ApiClients } from "./access/api-clients.tsx";
import { OwnAccess } from "./access/own-access.tsx";
import { AccountSettings } from "./accounts/account-settings.tsx";
import { Accounts } from "./accounts/accounts.tsx";
import { SubAccounts } from "./accounts/sub-accounts.tsx";
import { Audit } from "./audit/audit.tsx";
import { Credentials } from "./secrets/credentials.tsx";
import { Sessions } from "./secrets/sessions.tsx";
import { Tokens } from "./secrets/tokens.tsx";
import { Users } from "./users/users.tsx";
import "./settings.css";

interface Tab {
  value: string;
  label: string;
  role: Role;
  page: () => ReactNode;
}

const tabs: Tab[] = [
  {
    value: "account",
    label: "Account",
    role: "viewer",
    page: () => <AccountTab />,
  },
  { value: "users", label: "Users", role: "admin", page: () => <Users /> },
  { value: "sessions", label: "Sessions", role: "viewer", page: () => <Sessions /> },
  { value: "tokens", label: "API tokens", role: "viewer", page: () => <Tokens /> },
  { value: "credentials", label: "JWT credentials", role: "viewer", page: () => <Credentials /> },
  { value: "clients", label: "API clients", role: "admin", page: () => <ApiClients /> },
  {
    value: "password",
    label: "Your password",
    role: "viewer",
    page: () => <OwnAccess />,
  },
  { value: "audit", label: "Audit log", role: "manager", page: () => <Audit /> },
];

function AccountTab() {
  const { account, accountId, can } = useHere();
  return (
    <>
      <AccountSettings />
      <Accounts />
      {can("admin") && account?.mainAccountId === accountId && <SubAccounts />}
    </>
  );
}

/** The settings tabs that the user's role may open. The tab is in the URL. */
export function Settings() {
  const { accountId, can } = useHere();
  const { tab } = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const allowed = tabs.filter(({ role }) => can(role));
  const selected = allowed.find(({ value }) => value === tab) ?? (allowed[0] as Tab);
  return (
    <div className="page full" key={accountId}>
      <PageTitle title={selected.value === "account" ? "Settings" : `Settings: ${selected.label}`}>Settings</PageTitle>
      <Tabs
        className="settings"
        value={selected.value}
        onChange={(value) =>
          void navigate({ to: ".", search: value === null || value === "account" ? {} : { tab: value } })
        }
      >
        <Tabs.List>
          {allowed.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {allowed.map(({ value, page }) => (
          <Tabs.Panel key={value} value={value} className="settings-panel">
            {value === selected.value && page()}
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  );
}
