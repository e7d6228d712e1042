import { Alert, FileInput, SegmentedControl, Select, SimpleGrid, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { countries } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import type { DncEntry } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { EndsInput } from "../../ui/ends-input.tsx";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { count } from "../../words/words.ts";
import { dncTags } from "./queries.ts";
import { entriesOf, tagInWords } from "./words.ts";

interface AddResult {
  added: number;
  rejected: string[];
}
type EntryMethod = "numbers" | "file" | "externId";

/** Adds entries to the do-not-call list: pasted numbers, a file of numbers, or one external ID. */
export function AddEntries({ onClose }: { onClose: () => void }) {
  const { accountId, account } = useHere();
  const queries = useQueryClient();
  const { data: tags = [] } = useQuery(dncTags(accountId));
  const { data: allCountries = [] } = useQuery(countries);
  const [method, setMethod] = useState<EntryMethod>("numbers");
  const [numbers, setNumbers] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [externId, setExternId] = useState("");
  const [dncTagId, setTag] = useState("0");
  const [countryId, setCountry] = useState(account?.countryId ?? "USA");
  const [reason, setReason] = useState("");
  const [expiresAt, setEnd] = useState<string | null>(null);
  const path = `/accounts/${accountId}/dnc-entries`;
  const add = useMutation({
    async mutationFn(): Promise<AddResult> {
      if (method === "externId") {
        const body = { externId: externId.trim(), dncTagId: Number(dncTagId), countryId, reason, expiresAt };
        await request<DncEntry>(path, { method: "POST", body });
        return { added: 1, rejected: [] };
      }
      const form = new FormData();
      for (const [name, value] of Object.entries({ dncTagId, countryId, reason, expiresAt: expiresAt ?? "" }))
        if (value !== "") form.append(name, value);
      form.append(
        "file",
        method === "file" ? (file as File) : new Blob([numbers], { type: "text/plain" }),
        "numbers.txt",
      );
      return await request<AddResult>(`${path}/file`, { method: "POST", body: form });
    },
    async onSuccess({ rejected }) {
      // Leave only the rejected numbers in the field, so the user can correct them.
      setNumbers(rejected.join("\n"));
      setFile(null);
      setExternId("");
      await queries.invalidateQueries({ queryKey: [accountId] });
    },
  });
  const empty = { numbers: numbers.trim() === "", file: file === null, externId: externId.trim() === "" }[method];
  return (
    <FormDialog
      title="Add to the do-not-call list"
      submitLabel="Add"
      size="lg"
      disabled={empty}
      sending={add}
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      {add.data && <Outcome {...add.data} />}
      <SegmentedControl
        aria-label="What to add"
        size="xs"
        data={[
          { value: "numbers", label: "Numbers" },
          { value: "file", label: "File" },
          { value: "externId", label: "External ID" },
        ]}
        value={method}
        onChange={(value) => setMethod(value as EntryMethod)}
      />
      {method === "numbers" && (
        <Textarea
          label="Phone numbers"
          description="One per line, or separated by commas"
          autosize
          minRows={4}
          maxRows={12}
          data-autofocus
          value={numbers}
          onChange={({ currentTarget }) => setNumbers(currentTarget.value)}
        />
      )}
      {method === "file" && (
        <FileInput
          label="File"
          description="Text or CSV, up to 16 MB. Every cell that holds a phone number is added."
          placeholder="Choose a file"
          accept=".csv,.txt,text/plain,text/csv"
          clearable
          clearButtonProps={{ "aria-label": "Remove the file" }}
          value={file}
          onChange={setFile}
        />
      )}
      {method === "externId" && (
        <TextInput
          label="External ID"
          description="Leads with exactly this ID aren’t dialed, whatever their numbers."
          maxLength={255}
          value={externId}
          onChange={({ currentTarget }) => setExternId(currentTarget.value)}
        />
      )}
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <Select
          label="Tag"
          description="Groups entries within the list"
          allowDeselect={false}
          searchable
          data={tags.map((tag) => ({ value: String(tag.dncTagId), label: tagInWords(tag.dncTagLabel) }))}
          value={dncTagId}
          onChange={(value) => setTag(value ?? "0")}
        />
        <Select
          label="Country"
          description="For numbers without a country code"
          allowDeselect={false}
          searchable
          data={allCountries.map((country) => ({ value: country.countryId, label: country.countryName }))}
          value={countryId}
          onChange={(value) => setCountry(value ?? "USA")}
        />
        <TextInput
          label="Reason"
          description="Saved with the entry"
          maxLength={1000}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <EndsInput label="Expires" never="Leave empty for never" value={expiresAt} onChange={setEnd} />
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        Entries take effect immediately. If a number already has an entry with this tag, its reason and expiration are
        updated.
      </Text>
    </FormDialog>
  );
}

function Outcome({ added, rejected }: AddResult) {
  return (
    <Alert color={rejected.length === 0 ? "accent" : "yellow"} variant="light" role="status">
      <Text size="sm">{entriesOf(added)} added or updated.</Text>
      {rejected.length > 0 && (
        <Text size="sm">
          {count(rejected.length)}{" "}
          {rejected.length === 1 ? "value isn’t a phone number" : "values aren’t phone numbers"} in this country:{" "}
          {rejected.slice(0, 10).join(", ")}
          {rejected.length > 10 && " …"}
        </Text>
      )}
    </Alert>
  );
}
