import "@mantine/spotlight/styles.css";
import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight, spotlight } from "@mantine/spotlight";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { campaigns, savedSearches } from "../api/queries.ts";
import { request } from "../api/request.ts";
import type { Criteria, Lead, SearchResult } from "../api/shapes.ts";
import { searchOfSaved } from "../pages/leads/criteria-in-url.ts";
import { IconBookmark, IconSearch, IconSpeakerphone, IconUser } from "../ui/icons.tsx";
import { stateLabel } from "../ui/states.tsx";
import { fullName, nationalPhone } from "../words/words.ts";
import { useHere } from "./account.ts";
import { useCommands } from "./commands.ts";
import { pagesFor } from "./navigation.tsx";

export interface QuickFindProps {
  opened: boolean;
  typed: string;
  onTyped: (typed: string) => void;
  /** Whether its text field has the focus and so receives keys itself. */
  focused: boolean;
  onFocus: () => void;
  /** Whether Enter was pressed before the field had the focus. The first entry is then opened once all results are in. */
  entered: boolean;
  onChosen: () => void;
  onClose: () => void;
}

/** Finds leads by phone, external ID, or name; and campaigns, saved searches, pages, and commands. */
export function QuickFindDialog({
  opened,
  typed,
  onTyped,
  focused,
  onFocus,
  entered,
  onChosen,
  onClose,
}: QuickFindProps) {
  const { accountId, can } = useHere();
  const navigate = useNavigate();
  const params = { accountId: String(accountId) };
  useEffect(() => {
    if (opened) spotlight.open();
    else spotlight.close();
  }, [opened]);
  const [text] = useDebouncedValue(typed.trim(), 150);
  const results = useQuery({
    queryKey: [accountId, "quick-find", text],
    queryFn: ({ signal }) => findLeads(accountId, text, signal),
    enabled: text.length >= 3,
    placeholderData: (before) => before,
  });
  const { data: allCampaigns = [], isPending: campaignsPending } = useQuery(campaigns(accountId));
  const { data: saved = [], isPending: savedPending } = useQuery({ ...savedSearches(accountId), enabled: opened });
  const searching = results.isFetching || text !== typed.trim() || campaignsPending || savedPending;
  const words = typed.trim().toLowerCase().split(/\s+/);
  const matches = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const leads = text.length >= 3 ? (results.data ?? []) : [];
  const matchingCampaigns =
    typed.trim() === "" ? [] : allCampaigns.filter(({ campaignName }) => matches(campaignName)).slice(0, 5);
  const pages = pagesFor(can).filter(({ label }) => matches(label));
  const searches = saved.filter(({ name }) => matches(name)).slice(0, 5);
  const commands = useCommands().filter(
    ({ label, onlyInSearch }) => matches(label) && !(onlyInSearch && typed.trim() === ""),
  );
  const nothing = leads.length + matchingCampaigns.length + searches.length + pages.length + commands.length === 0;
  const shown = [
    ...leads.map(({ leadId }) => leadId),
    ...matchingCampaigns.map(({ campaignName }) => campaignName),
    ...searches.map(({ savedSearchId }) => savedSearchId),
    ...pages.map(({ to }) => to),
    ...commands.map(({ label }) => label),
  ];
  // Spotlight selects the first entry on typing but loses the selection when leads arrive later.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs whenever the results change
  useEffect(() => {
    const entries = document.querySelectorAll(".mantine-Spotlight-actionsList [data-action]");
    for (const [i, entry] of entries.entries()) entry.toggleAttribute("data-selected", i === 0 && typed !== "");
  }, [shown.join(), focused]);
  useEffect(() => {
    if (!entered || !focused || searching) return;
    onChosen();
    document.querySelector<HTMLElement>(".mantine-Spotlight-actionsList [data-selected]")?.click();
  }, [entered, focused, searching, onChosen]);
  return (
    <Spotlight.Root
      query={typed}
      onQueryChange={onTyped}
      onSpotlightClose={onClose}
      shortcut={null}
      scrollable
      maxHeight={420}
      clearQueryOnClose
    >
      <Spotlight.Search
        placeholder="Phone, external ID, name, campaign, search, page, or command"
        leftSection={<IconSearch size={18} aria-hidden />}
        onFocus={onFocus}
      />
      <Spotlight.ActionsList>
        {leads.length > 0 && (
          <Spotlight.ActionsGroup label="Leads">
            {leads.map((lead) => (
              <Spotlight.Action
                key={lead.leadId}
                label={fullName(lead)}
                description={[nationalPhone(lead.leadPhone), lead.externId, stateLabel(lead.leadState)]
                  .filter(Boolean)
                  .join(" · ")}
                leftSection={<IconUser size={18} aria-hidden />}
                onClick={() =>
                  void navigate({
                    to: "/accounts/$accountId/leads/$leadId",
                    params: { ...params, leadId: String(lead.leadId) },
                  })
                }
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {matchingCampaigns.length > 0 && (
          <Spotlight.ActionsGroup label="Leads by campaign">
            {matchingCampaigns.map(({ campaignId, campaignName }) => (
              <Spotlight.Action
                key={campaignId}
                label={campaignName}
                leftSection={<IconSpeakerphone size={18} aria-hidden />}
                onClick={() =>
                  void navigate({
                    to: "/accounts/$accountId/leads",
                    params,
                    search: { campaignIds: [String(campaignId)] },
                  })
                }
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {searches.length > 0 && (
          <Spotlight.ActionsGroup label="Saved searches">
            {searches.map((search) => (
              <Spotlight.Action
                key={search.savedSearchId}
                label={search.name}
                leftSection={<IconBookmark size={18} aria-hidden />}
                onClick={() =>
                  void navigate({ to: "/accounts/$accountId/leads", params, search: searchOfSaved(search) })
                }
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {pages.length > 0 && (
          <Spotlight.ActionsGroup label="Pages">
            {pages.map(({ to, label, icon: Icon }) => (
              <Spotlight.Action
                key={to}
                label={label}
                leftSection={<Icon size={18} aria-hidden />}
                onClick={() => void navigate({ to, params })}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {commands.length > 0 && (
          <Spotlight.ActionsGroup label="Commands">
            {commands.map(({ label, icon: Icon, keys, run }) => (
              <Spotlight.Action
                key={label}
                label={label}
                leftSection={<Icon size={18} aria-hidden />}
                rightSection={keys && <kbd>{keys}</kbd>}
                onClick={run}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {nothing && <Spotlight.Empty>{searching ? "Searching…" : "Nothing found."}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

/** Treats seven or more digits as a phone, one word as an external ID or a name, and more words as first and last name. */
async function findLeads(accountId: number, text: string, signal: AbortSignal): Promise<Lead[]> {
  const [first = "", ...rest] = text.split(/\s+/);
  const last = rest.join(" ");
  const tries: Criteria[] = /^[+\d][\d\s().-]{6,}$/.test(text)
    ? [{ leadPhoneNum: text }]
    : last
      ? [{ firstName: `${first}*`, lastName: `${last}*` }]
      : [{ externIds: [text] }, { lastName: `${text}*` }, { firstName: `${text}*` }];
  // A failed search counts as no results: the other searches and groups are still useful.
  const answers = await Promise.all(
    tries.map((criteria) =>
      request<SearchResult>(`/accounts/${accountId}/leads/search`, {
        method: "POST",
        body: { criteria, limit: 6 },
        signal,
      }).catch(() => ({ items: [] })),
    ),
  );
  const leads = answers.flatMap(({ items }) => items);
  return [...new Map(leads.map((lead) => [lead.leadId, lead])).values()].slice(0, 8);
}
