import { Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { dialGroups } from "../../api/queries.ts";
import { ApiError, request } from "../../api/request.ts";
import type { Campaign } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { FormDialog } from "../../ui/form-dialog.tsx";

/** A campaign by its name and dial group, or like another; all else is set on its page, which opens. */
export function NewCampaign({ like, onClose }: { like?: Campaign; onClose: () => void }) {
  const { accountId } = useHere();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { data: groups = [] } = useQuery(dialGroups(accountId));
  const [campaignName, setName] = useState(like ? `${like.campaignName} (copy)` : "");
  const [chosen, setChosen] = useState(like?.dialGroupId);
  const dialGroupId = chosen ?? (groups.length === 1 ? groups[0]?.dialGroupId : undefined);
  const create = useMutation({
    mutationFn: () =>
      request<Campaign>(`/accounts/${accountId}/campaigns${like ? `/${like.campaignId}/clone` : ""}`, {
        method: "POST",
        body: { campaignName, dialGroupId },
      }),
    async onSuccess({ campaignId }) {
      await queries.invalidateQueries({ queryKey: [accountId, "campaigns"] });
      await navigate({
        to: "/accounts/$accountId/campaigns/$campaignId",
        params: { accountId: String(accountId), campaignId: String(campaignId) },
        search: like ? {} : { tab: "hours" },
      });
    },
  });
  const field = create.error instanceof ApiError ? create.error.field : undefined;
  return (
    <FormDialog
      title={like ? `Clone ${like.campaignName}` : "New campaign"}
      does={like ? "Clone" : "Create, and set its hours"}
      disabled={campaignName.trim() === "" || dialGroupId === undefined}
      sending={create}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        required
        maxLength={255}
        value={campaignName}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        error={field === "campaignName" && create.error?.message}
        data-autofocus
      />
      <Select
        label="Dial group"
        description="Whose agents dial it, and how"
        required
        allowDeselect={false}
        data={groups.map((group) => ({ value: String(group.dialGroupId), label: group.dialGroupName }))}
        value={dialGroupId === undefined ? null : String(dialGroupId)}
        onChange={(id) => setChosen(id === null ? undefined : Number(id))}
        error={field === "dialGroupId" && create.error?.message}
      />
      {like && (
        <div className="dim">With its settings, calling hours and dispositions; without its lists and leads.</div>
      )}
    </FormDialog>
  );
}
