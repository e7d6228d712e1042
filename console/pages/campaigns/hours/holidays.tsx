import { ActionIcon, Button, Group, Select, Skeleton, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, request } from "../../../api/request.ts";
import type { Holiday } from "../../../api/shapes.ts";
import { useHere } from "../../../frame/account.ts";
import { SaveError } from "../../../ui/form/save-bar.tsx";
import { IconTrash } from "../../../ui/icons.tsx";
import { Problem } from "../../../ui/problem.tsx";
import { holidays, regions } from "../queries.ts";

/** Days without calls, everywhere or in one state. They apply to all campaigns of the account. */
export function Holidays({ readOnly }: { readOnly: boolean }) {
  const { accountId } = useHere();
  const queries = useQueryClient();
  const query = useQuery(holidays(accountId));
  const { data: allRegions = [] } = useQuery(regions(accountId));
  const path = `/accounts/${accountId}/dialer/holidays`;
  const refresh = () => queries.invalidateQueries({ queryKey: [accountId] });
  const remove = useMutation({
    mutationFn: (holidayId: number) => request(`${path}/${holidayId}`, { method: "DELETE" }),
    onSuccess: refresh,
  });
  const nameOf = (code: string) => allRegions.find((one) => one.state === code)?.name ?? code;
  return (
    <section className="card" aria-labelledby="holidays">
      <Title order={2} id="holidays" mb={4}>
        Holidays
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        Days without calls, in all campaigns. Calling hours that begin on a holiday stay closed past midnight, too.
      </Text>
      {query.isError && !query.data && <Problem error={query.error} what="The holidays" retry={query.refetch} />}
      {query.isPending && <Skeleton h={60} />}
      {query.data?.length === 0 && <Text mb="xs">No holidays yet</Text>}
      <SaveError error={remove.error} />
      <ul className="hours-list" aria-label="Holidays">
        {query.data?.map(({ holidayId, date, name, state }) => (
          <li key={holidayId}>
            <span>
              <b className="figures">{dayOf(date)}</b> {name}
              <span className="dim"> {state === null ? "everywhere" : `in ${nameOf(state)}`}</span>
            </span>
            {!readOnly && (
              <ActionIcon
                variant="subtle"
                color="gray"
                size={32}
                aria-label={`Delete ${name || date}`}
                disabled={remove.isPending}
                onClick={() => remove.mutate(holidayId)}
              >
                <IconTrash size={17} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {!readOnly && (
        <NewHoliday
          path={path}
          onCreated={refresh}
          allRegions={allRegions.map(({ state, name }) => ({ value: state, label: name }))}
        />
      )}
    </section>
  );
}

function NewHoliday({
  path,
  allRegions,
  onCreated,
}: {
  path: string;
  allRegions: { value: string; label: string }[];
  onCreated: () => Promise<void>;
}) {
  const [date, setDate] = useState("");
  const [name, setName] = useState("");
  const [state, setState] = useState<string | null>(null);
  const create = useMutation({
    mutationFn: () => request<Holiday>(path, { method: "POST", body: { date, name, state } }),
    async onSuccess() {
      setDate("");
      setName("");
      await onCreated();
    },
  });
  const field = create.error instanceof ApiError ? create.error.field : undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <Group gap="xs" align="end" mt="sm">
        <TextInput
          type="date"
          label="Day"
          required
          value={date}
          error={field === "date" && create.error?.message}
          onChange={({ currentTarget }) => setDate(currentTarget.value)}
        />
        <TextInput
          label="Name"
          value={name}
          maxLength={255}
          error={field === "name" && create.error?.message}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Select
          label="Where"
          placeholder="everywhere"
          clearable
          searchable
          data={allRegions}
          value={state}
          onChange={setState}
        />
        <Button type="submit" variant="default" disabled={date === ""} loading={create.isPending}>
          Add holiday
        </Button>
      </Group>
      <SaveError error={create.error} />
    </form>
  );
}

const dayOf = (date: string) =>
  new Intl.DateTimeFormat("en-US", {
    weekday: "short",
    year: "numeric",
    month: "short",
    day: "numeric",
    timeZone: "UTC",
  }).format(new Date(`${date}T00:00:00Z`));
