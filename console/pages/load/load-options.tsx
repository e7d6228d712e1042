import { MultiSelect, Radio, Select, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { campaigns, lists } from "../../api/queries.ts";
import { useHere } from "../../frame/account.ts";
import { localMoment } from "../../words/local-moment.ts";
import { leadsOf } from "../../words/words.ts";
import { dncTags } from "./queries.ts";

/** The options of a load, named as in the API request. */
export interface Options {
  campaignId: number | undefined;
  /** Undefined for a new list. */
  listId: number | undefined;
  description: string;
  listState: "ACTIVE" | "PAUSED";
  archiveAt: string | undefined;
  dialPriority: "NORMAL" | "IMMEDIATE";
  duplicateHandling: "RETAIN_ALL" | "REMOVE_FROM_LIST" | "REMOVE_ALL_EXISTING";
  timeZoneOption: "NPA_NXX" | "ZIPCODE" | "EXPLICIT" | "COUNTRY" | "NOT_APPLICABLE";
  dncTags: string[];
  numberOriginCountry: string;
}

export const defaultOptions: Options = {
  campaignId: undefined,
  listId: undefined,
  description: "",
  listState: "ACTIVE",
  archiveAt: undefined,
  dialPriority: "NORMAL",
  duplicateHandling: "REMOVE_ALL_EXISTING",
  timeZoneOption: "EXPLICIT",
  dncTags: [],
  numberOriginCountry: "",
};

interface Props {
  options: Options;
  fileName: string;
  onChange: (change: Partial<Options>) => void;
  /** Error messages by field. */
  errors: Partial<Record<keyof Options, string>>;
}

/** The form fields of a load, apart from its columns. */
export function LoadOptions({ options, fileName, onChange, errors }: Props) {
  const { accountId, account } = useHere();
  const { data: allCampaigns = [] } = useQuery(campaigns(accountId));
  const { data: allLists = [] } = useQuery(lists(accountId));
  const { data: tags = [] } = useQuery(dncTags(accountId));
  const campaignLists = allLists.filter(({ campaignId, listState }) => {
    return campaignId === options.campaignId && !["DELETED", "LOADING"].includes(listState);
  });
  const isNew = options.listId === undefined;
  return (
    <Stack gap="sm">
      <Select
        label="Campaign"
        placeholder="Choose a campaign"
        required
        searchable
        allowDeselect={false}
        nothingFoundMessage="No matches"
        data={allCampaigns.map(({ campaignId, campaignName }) => ({ value: String(campaignId), label: campaignName }))}
        value={options.campaignId === undefined ? null : String(options.campaignId)}
        onChange={(id) => onChange({ campaignId: id === null ? undefined : Number(id), listId: undefined })}
        error={errors.campaignId}
      />
      <Select
        label="List"
        searchable
        allowDeselect={false}
        data={[
          { value: "new", label: "New list" },
          ...campaignLists.map(({ listId, listDesc, leadCount }) => ({
            value: String(listId),
            label: `${listDesc} (${leadsOf(leadCount)})`,
          })),
        ]}
        value={isNew ? "new" : String(options.listId)}
        onChange={(id) => onChange({ listId: id === "new" || id === null ? undefined : Number(id) })}
        error={errors.listId}
      />
      {isNew && (
        <>
          <TextInput
            label="New list name"
            placeholder={fileName}
            maxLength={255}
            value={options.description}
            onChange={({ currentTarget }) => onChange({ description: currentTarget.value })}
            error={errors.description}
          />
          <Radio.Group
            label="After loading"
            value={options.listState}
            onChange={(listState) => onChange({ listState: listState as Options["listState"] })}
            error={errors.listState}
          >
            <Stack gap={4} mt={4}>
              <Radio value="ACTIVE" label="Start dialing its leads" />
              <Radio value="PAUSED" label="Wait until someone activates the list" />
            </Stack>
          </Radio.Group>
          <TextInput
            type="datetime-local"
            label="Archive list at"
            description="In your own time zone. Archived lists aren’t dialed. Leave empty for never."
            value={options.archiveAt === undefined ? "" : localMoment(options.archiveAt)}
            onChange={({ currentTarget }) =>
              onChange({
                archiveAt: currentTarget.value === "" ? undefined : new Date(currentTarget.value).toISOString(),
              })
            }
            error={errors.archiveAt}
          />
        </>
      )}
      <Radio.Group
        label="Duplicates"
        value={options.duplicateHandling}
        onChange={(value) => onChange({ duplicateHandling: value as Options["duplicateHandling"] })}
        error={errors.duplicateHandling}
      >
        <Stack gap={4} mt={4}>
          <Radio
            value="REMOVE_ALL_EXISTING"
            label="Remove duplicates in the file and the campaign"
            description="Keeps the first row per phone, unless the campaign already has that phone from a load with this option"
          />
          <Radio
            value="REMOVE_FROM_LIST"
            label="Remove duplicates in the file"
            description="Keeps the first row per phone, even if the campaign already has that phone"
          />
          <Radio value="RETAIN_ALL" label="Keep duplicates" />
        </Stack>
      </Radio.Group>
      <Select
        label="Time zone"
        description="Calling hours apply in the lead’s time zone."
        allowDeselect={false}
        data={[
          { value: "EXPLICIT", label: "“Time zone” column, else phone" },
          { value: "NPA_NXX", label: "Phone (area code and exchange)" },
          { value: "ZIPCODE", label: "ZIP code, else phone" },
          { value: "COUNTRY", label: "Country’s main time zone" },
          { value: "NOT_APPLICABLE", label: `Account’s (${account?.timeZone ?? "UTC"})` },
        ]}
        value={options.timeZoneOption}
        onChange={(value) => onChange({ timeZoneOption: (value ?? "EXPLICIT") as Options["timeZoneOption"] })}
        error={errors.timeZoneOption}
      />
      <MultiSelect
        label="Do-not-call tags"
        description="Phones on the account’s global do-not-call list are left out, unless the campaign says otherwise. Add tags to scrub against those entries, too."
        // Tag 0 is the global list, which loads use without naming it.
        data={tags.filter(({ dncTagId }) => dncTagId !== 0).map(({ dncTagLabel }) => dncTagLabel)}
        value={options.dncTags}
        onChange={(labels) => onChange({ dncTags: labels })}
        placeholder={options.dncTags.length === 0 ? "No tags" : ""}
        nothingFoundMessage="No matching tags"
        hidePickedOptions
        error={errors.dncTags}
      />
      <Radio.Group
        label="Dial order"
        value={options.dialPriority}
        onChange={(value) => onChange({ dialPriority: value as Options["dialPriority"] })}
        error={errors.dialPriority}
      >
        <Stack gap={4} mt={4}>
          <Radio value="NORMAL" label="In the campaign’s order" />
          <Radio value="IMMEDIATE" label="Before all other leads of the campaign" />
        </Stack>
      </Radio.Group>
      <TextInput
        label="Default country"
        placeholder={`the campaign’s, else ${account?.countryId ?? "the account’s"}`}
        description="For numbers without a country code. For example USA, GB, or Germany."
        value={options.numberOriginCountry}
        onChange={({ currentTarget }) => onChange({ numberOriginCountry: currentTarget.value })}
        error={errors.numberOriginCountry}
      />
      <Text size="xs" c="dimmed">
        A load is an action: you can stop it while it runs, and undo it.
      </Text>
    </Stack>
  );
}
