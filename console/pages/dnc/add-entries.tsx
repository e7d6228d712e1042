import { Alert, FileInput, SegmentedControl, Select, SimpleGrid, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { countries } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import type { DncEntry } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { EndsInput } from "../../ui/ends-input.tsx";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { count } from "../../ui/words.ts";
import { dncTags } from "./queries.ts";
import { entriesOf, tagInWords } from "./words.ts";

interface Added {
  added: number;
  rejected: string[];
}
type EntryMethod = "numbers" | "file" | "externId";

/** Puts people on the list: numbers that are pasted or stand in a file, or one by the id of their record elsewhere. */
export function AddEntries({ onClose }: { onClose: () => void }) {
  const { accountId, account } = useHere();
  const queries = useQueryClient();
  const { data: tags = [] } = useQuery(dncTags(accountId));
  const { data: lands = [] } = useQuery(countries);
  const [way, setWay] = useState<EntryMethod>("numbers");
  const [numbers, setNumbers] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [externId, setExternId] = useState("");
  const [dncTagId, setTag] = useState("0");
  const [countryId, setCountry] = useState(account?.countryId ?? "USA");
  const [reason, setReason] = useState("");
  const [expiresAt, setEnd] = useState<string | null>(null);
  const path = `/accounts/${accountId}/dnc-entries`;
  const add = useMutation({
    async mutationFn(): Promise<Added> {
      if (way === "externId") {
        const body = { externId: externId.trim(), dncTagId: Number(dncTagId), countryId, reason, expiresAt };
        await request<DncEntry>(path, { method: "POST", body });
        return { added: 1, rejected: [] };
      }
      const form = new FormData();
      for (const [name, value] of Object.entries({ dncTagId, countryId, reason, expiresAt: expiresAt ?? "" }))
        if (value !== "") form.append(name, value);
      form.append("file", way === "file" ? (file as File) : new Blob([numbers], { type: "text/plain" }), "numbers.txt");
      return await request<Added>(`${path}/file`, { method: "POST", body: form });
    },
    async onSuccess({ rejected }) {
      // What was taken is gone from the field, so that what was not can be mended.
      setNumbers(rejected.join("\n"));
      setFile(null);
      setExternId("");
      await queries.invalidateQueries({ queryKey: [accountId] });
    },
  });
  const empty = { numbers: numbers.trim() === "", file: file === null, externId: externId.trim() === "" }[way];
  return (
    <FormDialog
      title="Add to the do-not-call list"
      does="Add"
      size="lg"
      disabled={empty}
      sending={add}
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      {add.data && <Outcome {...add.data} />}
      <SegmentedControl
        aria-label="What is added"
        size="xs"
        data={[
          { value: "numbers", label: "Numbers" },
          { value: "file", label: "A file of numbers" },
          { value: "externId", label: "An external id" },
        ]}
        value={way}
        onChange={(value) => setWay(value as EntryMethod)}
      />
      {way === "numbers" && (
        <Textarea
          label="Phone numbers"
          description="One a line, or with commas between them"
          autosize
          minRows={4}
          maxRows={12}
          data-autofocus
          value={numbers}
          onChange={({ currentTarget }) => setNumbers(currentTarget.value)}
        />
      )}
      {way === "file" && (
        <FileInput
          label="File"
          description="Text or CSV of up to 16 MB; every cell that is a phone number counts"
          placeholder="Choose a file"
          accept=".csv,.txt,text/plain,text/csv"
          clearable
          clearButtonProps={{ "aria-label": "Take the file away" }}
          value={file}
          onChange={setFile}
        />
      )}
      {way === "externId" && (
        <TextInput
          label="External id"
          description="Leads with exactly this id are not dialed, whatever their numbers"
          maxLength={255}
          value={externId}
          onChange={({ currentTarget }) => setExternId(currentTarget.value)}
        />
      )}
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <Select
          label="Tag"
          description="The part of the list"
          allowDeselect={false}
          searchable
          data={tags.map((tag) => ({ value: String(tag.dncTagId), label: tagInWords(tag.dncTagLabel) }))}
          value={dncTagId}
          onChange={(value) => setTag(value ?? "0")}
        />
        <Select
          label="Country"
          description="Of numbers without + and a code"
          allowDeselect={false}
          searchable
          data={lands.map((land) => ({ value: land.countryId, label: land.countryName }))}
          value={countryId}
          onChange={(value) => setCountry(value ?? "USA")}
        />
        <TextInput
          label="Reason"
          description="Stands with the entry"
          maxLength={1000}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <EndsInput label="Ends" never="Empty: for good" value={expiresAt} onChange={setEnd} />
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        It counts from the moment it is added. An entry that is there already, by number and tag, takes the reason and
        the end given here.
      </Text>
    </FormDialog>
  );
}

function Outcome({ added, rejected }: Added) {
  return (
    <Alert color={rejected.length === 0 ? "accent" : "yellow"} variant="light" role="status">
      <Text size="sm">
        {entriesOf(added)} {added === 1 ? "stands" : "stand"} on the list as you gave it.
      </Text>
      {rejected.length > 0 && (
        <Text size="sm">
          {count(rejected.length)} of what was written {rejected.length === 1 ? "is" : "are"} no phone number there:{" "}
          {rejected.slice(0, 10).join(", ")}
          {rejected.length > 10 && " …"}
        </Text>
      )}
    </Alert>
  );
}
