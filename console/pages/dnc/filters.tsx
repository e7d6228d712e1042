import { Button, Group, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { countries } from "../../api/queries.ts";
import { useHere } from "../../frame/account.ts";
import { SoughtText } from "../../ui/sought-text.tsx";
import { count } from "../../ui/words.ts";
import type { Search } from "../../url-search.ts";
import { dncTags, type Filter, filterNames } from "./queries.ts";
import { tagInWords } from "./words.ts";

/** What entries are looked for by. */
export function Filters({ filter, onChange }: { filter: Filter; onChange: (change: Search) => void }) {
  const { accountId } = useHere();
  const { data: tags = [] } = useQuery(dncTags(accountId));
  const { data: lands = [] } = useQuery(countries);
  const text = (name: string, label: string, width: number) => (
    <SoughtText label={label} width={width} value={filter[name]} onChange={(value) => onChange({ [name]: value })} />
  );
  return (
    <Group gap={6} role="group" aria-label="Search">
      {text("phone", "Phone", 150)}
      {text("externId", "External id", 130)}
      {text("text", "Reason or who added it", 190)}
      <Select
        size="xs"
        w={170}
        aria-label="Tag"
        placeholder="Every tag"
        clearable
        searchable
        data={tags.map(({ dncTagId, dncTagLabel, entryCount }) => ({
          value: String(dncTagId),
          label: `${tagInWords(dncTagLabel)} (${count(entryCount)})`,
        }))}
        value={filter.dncTagId ?? null}
        onChange={(dncTagId) => onChange({ dncTagId: dncTagId ?? undefined })}
      />
      <Select
        size="xs"
        w={170}
        aria-label="Country"
        placeholder="Every country"
        clearable
        searchable
        data={lands.map(({ countryId, countryName }) => ({ value: countryId, label: countryName }))}
        value={filter.countryId ?? null}
        onChange={(countryId) => onChange({ countryId: countryId ?? undefined })}
      />
      <Select
        size="xs"
        w={150}
        aria-label="End"
        placeholder="Every end"
        clearable
        data={[
          { value: "NEVER", label: "Without end" },
          { value: "AHEAD", label: "Will end" },
          { value: "PAST", label: "Has ended" },
        ]}
        value={filter.expiry ?? null}
        onChange={(expiry) => onChange({ expiry: expiry ?? undefined })}
      />
      {Object.keys(filter).length > 1 && (
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          onClick={() => onChange(Object.fromEntries(filterNames.map((name) => [name, undefined])))}
        >
          Clear all
        </Button>
      )}
    </Group>
  );
}
