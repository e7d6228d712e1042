import { Alert, Button, Drawer, Group, Select, Stack } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { campaigns } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import type { List } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { wordsOf } from "../../ui/problem.tsx";
import { refusalsOf } from "../../ui/refusals.ts";
import { ListFields, newDraft } from "./list-fields.tsx";

interface Props {
  /** The campaign it is most likely for. */
  campaignId: number | undefined;
  onClose: () => void;
  onMade: (list: List) => void;
}

/** Makes an empty list, for leads to be loaded or moved into. */
export function NewListDrawer({ campaignId: likely, onClose, onMade }: Props) {
  const { accountId } = useHere();
  const queries = useQueryClient();
  const { data: known = [] } = useQuery(campaigns(accountId));
  const [campaignId, setCampaignId] = useState(likely);
  const [draft, setDraft] = useState(newDraft);
  const [tried, setTried] = useState(false);
  const make = useMutation({
    mutationFn: () => request<List>(`/accounts/${accountId}/lists`, { method: "POST", body: { ...draft, campaignId } }),
    async onSuccess(list) {
      await queries.invalidateQueries({ queryKey: [accountId, "lists"] });
      onMade(list);
    },
  });
  const { errors, other } = refusalsOf(make.error, ["campaignId", ...Object.keys(newDraft)]);
  return (
    <Drawer opened onClose={onClose} position="right" size={520} title="New list" padding="md">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (campaignId !== undefined) make.mutate();
        }}
      >
        <Stack gap="sm">
          <Select
            label="Campaign"
            required
            searchable
            allowDeselect={false}
            data={known.map((one) => ({ value: String(one.campaignId), label: one.campaignName }))}
            value={campaignId === undefined ? null : String(campaignId)}
            onChange={(id) => setCampaignId(id === null ? undefined : Number(id))}
            error={errors.campaignId ?? (tried && campaignId === undefined ? "Choose a campaign." : undefined)}
          />
          <ListFields
            draft={draft}
            errors={errors}
            onChange={(change) => {
              setDraft((before) => ({ ...before, ...change }));
              make.reset();
            }}
          />
          {other && (
            <Alert color="red" variant="light" role="alert">
              {wordsOf(other)} No list was made.
            </Alert>
          )}
          <Group gap="xs">
            <Button type="submit" loading={make.isPending}>
              Make the list
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
