import { Button, Group, Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { useHere } from "../../frame/account.ts";
import { IconPlus } from "../../ui/icons.tsx";
import { NeedsRole } from "../../ui/needs-role.tsx";
import { PageTitle } from "../../ui/title.tsx";
import type { Search } from "../../url-search.ts";
import { ExportList } from "./export-list.tsx";
import { NewExport } from "./new-export.tsx";
import { Outbox } from "./outbox.tsx";
import "./exports.css";

/** Two tabs: exports, and the outbox of emails. The criteria of a new export are in the URL. */
export function Exports() {
  const { can } = useHere();
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const set = useCallback(
    (change: Search) =>
      void navigate({ to: ".", search: (before: Search) => ({ ...before, ...change }), replace: true }),
    [navigate],
  );
  if (!can("manager")) return <NeedsRole title="Exports" needed="manager" />;
  const tab = search.tab === "outbox" ? "outbox" : "exports";
  return (
    <div className="page">
      <Group justify="space-between">
        <PageTitle title="Exports" />
        {tab === "exports" && search.new === undefined && (
          <Button
            size="xs"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => void navigate({ to: ".", search: { new: "true" } })}
          >
            New export
          </Button>
        )}
      </Group>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(chosen) => void navigate({ to: ".", search: chosen === "outbox" ? { tab: "outbox" } : {} })}
      >
        <Tabs.List mb="sm">
          <Tabs.Tab value="exports">Exports</Tabs.Tab>
          <Tabs.Tab value="outbox">Outbox</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="exports">
          {search.new !== undefined && (
            <NewExport search={search} onSearch={set} onClose={() => void navigate({ to: ".", search: {} })} />
          )}
          <ExportList />
        </Tabs.Panel>
        <Tabs.Panel value="outbox">
          <Outbox mailId={search.mail === undefined ? undefined : Number(search.mail)} onSearch={set} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
