import { Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { dialGroups } from "../../api/queries.ts";
import { ApiError, request } from "../../api/request.ts";
import type { Campaign } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { FormDialog } from "../../ui/form-dialog.tsx";

/** Creates a campaign, or clones `template`, then opens its page for the other settings. */
export function NewCampaign({ template, onClose }: { template?: Campaign; onClose: () => void }) {
  const { accountId } = useHere();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { data: groups = [] } = useQuery(dialGroups(accountId));
  const [campaignName, setName] = useState(template ? `${template.campaignName} (copy)` : "");
  const [pickedGroupId, setPickedGroupId] = useState(template?.dialGroupId);
  const dialGroupId = pickedGroupId ?? (groups.length === 1 ? groups[0]?.dialGroupId : undefined);
  const create = useMutation({
    mutationFn: () =>
      request<Campaign>(`/accounts/${accountId}/campaigns${template ? `/${template.campaignId}/clone` : ""}`, {
        method: "POST",
        body: { campaignName, dialGroupId },
      }),
    async onSuccess({ campaignId }) {
      await queries.invalidateQueries({ queryKey: [accountId, "campaigns"] });
      await navigate({
        to: "/accounts/$accountId/campaigns/$campaignId",
        params: { accountId: String(accountId), campaignId: String(campaignId) },
        search: template ? {} : { tab: "hours" },
      });
    },
  });
  const field = create.error instanceof ApiError ? create.error.field : undefined;
  return (
    <FormDialog
      title={template ? `Clone ${template.campaignName}` : "New campaign"}
      submitLabel={template ? "Clone" : "Create and set hours"}
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
        description="Decides which agents dial the campaign, and the dialing mode"
        required
        allowDeselect={false}
        data={groups.map((group) => ({ value: String(group.dialGroupId), label: group.dialGroupName }))}
        value={dialGroupId === undefined ? null : String(dialGroupId)}
        onChange={(id) => setPickedGroupId(id === null ? undefined : Number(id))}
        error={field === "dialGroupId" && create.error?.message}
      />
      {template && (
        <div className="dim">Copies settings, calling hours, and dispositions, but not lists and leads.</div>
      )}
    </FormDialog>
  );
}
