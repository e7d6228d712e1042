import { Button, Group, Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useHere } from "../../frame/account.ts";
import { PageTitle } from "../../ui/title.tsx";
import type { Search } from "../../url-search.ts";
import { CampaignList } from "./campaign-list.tsx";
import { DialGroups } from "./dial-groups.tsx";
import { NewCampaign } from "./new-campaign.tsx";
import "./campaigns.css";

/** Two tabs: campaigns by dial group, and the dial groups themselves. */
export function Campaigns() {
  const { can } = useHere();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Search;
  const tab = search.tab === "dial-groups" ? "dial-groups" : "campaigns";
  const go = (change: Search) => void navigate({ to: ".", search: (before: Search) => ({ ...before, ...change }) });
  return (
    <div className="page">
      <Group justify="space-between">
        <PageTitle title={tab === "campaigns" ? "Campaigns" : "Dial groups"} />
        {can("manager") &&
          (tab === "campaigns" ? (
            <Button size="xs" onClick={() => go({ new: "campaign" })}>
              New campaign…
            </Button>
          ) : (
            <Button size="xs" onClick={() => go({ group: "new" })}>
              New dial group…
            </Button>
          ))}
      </Group>
      <Tabs
        value={tab}
        onChange={(value) =>
          void navigate({ to: ".", search: value === "campaigns" ? {} : { tab: value ?? undefined } })
        }
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="campaigns">Campaigns</Tabs.Tab>
          <Tabs.Tab value="dial-groups">Dial groups</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="campaigns">
          <CampaignList />
        </Tabs.Panel>
        <Tabs.Panel value="dial-groups">
          <DialGroups />
        </Tabs.Panel>
      </Tabs>
      {search.new === "campaign" && can("manager") && <NewCampaign onClose={() => go({ new: undefined })} />}
    </div>
  );
}
