import { Button, Group, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { countries } from "../../api/queries.ts";
import { useHere } from "../../frame/account.ts";
import { SearchField } from "../../ui/search-field.tsx";
import type { Search } from "../../url-search.ts";
import { count } from "../../words/words.ts";
import { dncTags, type Filter, filterNames } from "./queries.ts";
import { tagInWords } from "./words.ts";

/** The filters of the do-not-call list. */
export function Filters({ filter, onChange }: { filter: Filter; onChange: (change: Search) => void }) {
  const { accountId } = useHere();
  const { data: tags = [] } = useQuery(dncTags(accountId));
  const { data: allCountries = [] } = useQuery(countries);
  const text = (name: string, label: string, width: number) => (
    <SearchField label={label} width={width} value={filter[name]} onChange={(value) => onChange({ [name]: value })} />
  );
  return (
    <Group gap={6} role="group" aria-label="Search">
      {text("phone", "Phone", 150)}
      {text("externId", "External ID", 130)}
      {text("text", "Reason or added by", 190)}
      <Select
        size="xs"
        w={170}
        aria-label="Tag"
        placeholder="All tags"
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
        placeholder="All countries"
        clearable
        searchable
        data={allCountries.map(({ countryId, countryName }) => ({ value: countryId, label: countryName }))}
        value={filter.countryId ?? null}
        onChange={(countryId) => onChange({ countryId: countryId ?? undefined })}
      />
      <Select
        size="xs"
        w={150}
        aria-label="Expiration"
        placeholder="Any expiration"
        clearable
        data={[
          { value: "NEVER", label: "Never expires" },
          { value: "AHEAD", label: "Expires later" },
          { value: "PAST", label: "Expired" },
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
