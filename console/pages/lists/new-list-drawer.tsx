import { Alert, Button, Drawer, Group, Select, Stack } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { campaigns } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import type { List } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { errorInWords } from "../../ui/problem.tsx";
import { refusalsOf } from "../../words/refusals.ts";
import { ListFields, newDraft } from "./list-fields.tsx";

interface Props {
  /** The campaign to preselect. */
  campaignId: number | undefined;
  onClose: () => void;
  onCreated: (list: List) => void;
}

/** Creates an empty list, to load or move leads into. */
export function NewListDrawer({ campaignId: preselected, onClose, onCreated }: Props) {
  const { accountId } = useHere();
  const queries = useQueryClient();
  const { data: allCampaigns = [] } = useQuery(campaigns(accountId));
  const [campaignId, setCampaignId] = useState(preselected);
  const [draft, setDraft] = useState(newDraft);
  const [submitted, setSubmitted] = useState(false);
  const create = useMutation({
    mutationFn: () => request<List>(`/accounts/${accountId}/lists`, { method: "POST", body: { ...draft, campaignId } }),
    async onSuccess(list) {
      await queries.invalidateQueries({ queryKey: [accountId, "lists"] });
      onCreated(list);
    },
  });
  const { errors, other } = refusalsOf(create.error, ["campaignId", ...Object.keys(newDraft)]);
  return (
    <Drawer opened onClose={onClose} position="right" size={520} title="New list" padding="md">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setSubmitted(true);
          if (campaignId !== undefined) create.mutate();
        }}
      >
        <Stack gap="sm">
          <Select
            label="Campaign"
            required
            searchable
            allowDeselect={false}
            data={allCampaigns.map((one) => ({ value: String(one.campaignId), label: one.campaignName }))}
            value={campaignId === undefined ? null : String(campaignId)}
            onChange={(id) => setCampaignId(id === null ? undefined : Number(id))}
            error={errors.campaignId ?? (submitted && campaignId === undefined ? "Choose a campaign." : undefined)}
          />
          <ListFields
            draft={draft}
            errors={errors}
            onChange={(change) => {
              setDraft((before) => ({ ...before, ...change }));
              create.reset();
            }}
          />
          {other && (
            <Alert color="red" variant="light" role="alert">
              {errorInWords(other)} No list was created.
            </Alert>
          )}
          <Group gap="xs">
            <Button type="submit" loading={create.isPending}>
              Create list
            </Button>
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
          </Group>
        </Stack>
      </form>
    </Drawer>
  );
}
