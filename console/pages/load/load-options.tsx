import { MultiSelect, Radio, Select, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { campaigns, lists } from "../../api/queries.ts";
import { useHere } from "../../frame/account.ts";
import { localMoment } from "../../ui/local-moment.ts";
import { leadsOf } from "../../ui/words.ts";
import { dncTags } from "./queries.ts";

/** Where a load goes and how; the names are those of the request. */
export interface Options {
  campaignId: number | undefined;
  /** Undefined: a new list. */
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

export const usualOptions: Options = {
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
  /** What is wrong, by the names of the fields. */
  errors: Partial<Record<keyof Options, string>>;
}

/** Everything about a load but its columns, in words. */
export function LoadOptions({ options, fileName, onChange, errors }: Props) {
  const { accountId, account } = useHere();
  const { data: known = [] } = useQuery(campaigns(accountId));
  const { data: knownLists = [] } = useQuery(lists(accountId));
  const { data: tags = [] } = useQuery(dncTags(accountId));
  const own = knownLists.filter(({ campaignId, listState }) => {
    return campaignId === options.campaignId && !["DELETED", "LOADING"].includes(listState);
  });
  const isNew = options.listId === undefined;
  return (
    <Stack gap="sm">
      <Select
        label="Campaign"
        placeholder="Which campaign dials them?"
        required
        searchable
        allowDeselect={false}
        nothingFoundMessage="None of that name"
        data={known.map(({ campaignId, campaignName }) => ({ value: String(campaignId), label: campaignName }))}
        value={options.campaignId === undefined ? null : String(options.campaignId)}
        onChange={(id) => onChange({ campaignId: id === null ? undefined : Number(id), listId: undefined })}
        error={errors.campaignId}
      />
      <Select
        label="List"
        searchable
        allowDeselect={false}
        data={[
          { value: "new", label: "A new list" },
          ...own.map(({ listId, listDesc, leadCount }) => ({
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
            label="Name of the new list"
            placeholder={fileName}
            maxLength={255}
            value={options.description}
            onChange={({ currentTarget }) => onChange({ description: currentTarget.value })}
            error={errors.description}
          />
          <Radio.Group
            label="Once it is loaded"
            value={options.listState}
            onChange={(listState) => onChange({ listState: listState as Options["listState"] })}
            error={errors.listState}
          >
            <Stack gap={4} mt={4}>
              <Radio value="ACTIVE" label="its leads are dialed" />
              <Radio value="PAUSED" label="they wait until somebody activates the list" />
            </Stack>
          </Radio.Group>
          <TextInput
            type="datetime-local"
            label="Leaves dialing at"
            description="When the list is archived; empty: never. In your own time"
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
        label="Somebody who is there already"
        value={options.duplicateHandling}
        onChange={(value) => onChange({ duplicateHandling: value as Options["duplicateHandling"] })}
        error={errors.duplicateHandling}
      >
        <Stack gap={4} mt={4}>
          <Radio
            value="REMOVE_ALL_EXISTING"
            label="Each phone once in the campaign"
            description="The first of a phone in the file, and none that the campaign has from a load with this choice"
          />
          <Radio
            value="REMOVE_FROM_LIST"
            label="Each phone once in the file"
            description="The first of a phone in the file, whoever is in the campaign"
          />
          <Radio value="RETAIN_ALL" label="Every row, also twice" />
        </Stack>
      </Radio.Group>
      <Select
        label="Time zone of a lead"
        description="Calling hours are those of the lead’s own clock"
        allowDeselect={false}
        data={[
          { value: "EXPLICIT", label: "Its column “Time zone”, else its phone" },
          { value: "NPA_NXX", label: "Where its phone is" },
          { value: "ZIPCODE", label: "Where its ZIP code is, else its phone" },
          { value: "COUNTRY", label: "The main one of its country" },
          { value: "NOT_APPLICABLE", label: `The account’s, ${account?.timeZone ?? "UTC"}, for all` },
        ]}
        value={options.timeZoneOption}
        onChange={(value) => onChange({ timeZoneOption: (value ?? "EXPLICIT") as Options["timeZoneOption"] })}
        error={errors.timeZoneOption}
      />
      <MultiSelect
        label="Do-not-call labels"
        description="Whoever is on the account’s do-not-call list is left out, unless the campaign says otherwise; with labels, also who is on it under these"
        data={tags.filter(({ dncTagId }) => dncTagId !== 0).map(({ dncTagLabel }) => dncTagLabel)}
        value={options.dncTags}
        onChange={(labels) => onChange({ dncTags: labels })}
        placeholder={options.dncTags.length === 0 ? "No label" : ""}
        nothingFoundMessage="The account has no such label"
        hidePickedOptions
        error={errors.dncTags}
      />
      <Radio.Group
        label="Order"
        value={options.dialPriority}
        onChange={(value) => onChange({ dialPriority: value as Options["dialPriority"] })}
        error={errors.dialPriority}
      >
        <Stack gap={4} mt={4}>
          <Radio value="NORMAL" label="in the campaign’s order" />
          <Radio value="IMMEDIATE" label="before all others of the campaign" />
        </Stack>
      </Radio.Group>
      <TextInput
        label="Country of numbers without +"
        placeholder={`the campaign’s, else ${account?.countryId ?? "the account’s"}`}
        description="USA, GB, Germany"
        value={options.numberOriginCountry}
        onChange={({ currentTarget }) => onChange({ numberOriginCountry: currentTarget.value })}
        error={errors.numberOriginCountry}
      />
      <Text size="xs" c="dimmed">
        A load is an action: it can be stopped on the way, and undone.
      </Text>
    </Stack>
  );
}
