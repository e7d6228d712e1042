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

/** Days on which nobody is called, everywhere or in a state. */
export function Holidays({ readOnly }: { readOnly: boolean }) {
  const { accountId } = useHere();
  const queries = useQueryClient();
  const known = useQuery(holidays(accountId));
  const { data: places = [] } = useQuery(regions(accountId));
  const path = `/accounts/${accountId}/dialer/holidays`;
  const readAgain = () => queries.invalidateQueries({ queryKey: [accountId] });
  const gone = useMutation({
    mutationFn: (holidayId: number) => request(`${path}/${holidayId}`, { method: "DELETE" }),
    onSuccess: readAgain,
  });
  const nameOf = (code: string) => places.find((one) => one.state === code)?.name ?? code;
  return (
    <section className="card" aria-labelledby="holidays">
      <Title order={2} id="holidays" mb={4}>
        Holidays
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        Days on which nobody is called, in any campaign; also not in the hours after midnight that such a day would have
        opened.
      </Text>
      {known.isError && !known.data && <Problem error={known.error} what="The holidays" retry={known.refetch} />}
      {known.isPending && <Skeleton h={60} />}
      {known.data?.length === 0 && <Text mb="xs">There is none.</Text>}
      <SaveError error={gone.error} />
      <ul className="hours-list" aria-label="Holidays">
        {known.data?.map(({ holidayId, date, name, state }) => (
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
                aria-label={`Take ${name || date} away`}
                disabled={gone.isPending}
                onClick={() => gone.mutate(holidayId)}
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
          onMade={readAgain}
          places={places.map(({ state, name }) => ({ value: state, label: name }))}
        />
      )}
    </section>
  );
}

function NewHoliday({
  path,
  places,
  onMade,
}: {
  path: string;
  places: { value: string; label: string }[];
  onMade: () => Promise<void>;
}) {
  const [date, setDate] = useState("");
  const [name, setName] = useState("");
  const [state, setState] = useState<string | null>(null);
  const make = useMutation({
    mutationFn: () => request<Holiday>(path, { method: "POST", body: { date, name, state } }),
    async onSuccess() {
      setDate("");
      setName("");
      await onMade();
    },
  });
  const field = make.error instanceof ApiError ? make.error.field : undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <Group gap="xs" align="end" mt="sm">
        <TextInput
          type="date"
          label="Day"
          required
          value={date}
          error={field === "date" && make.error?.message}
          onChange={({ currentTarget }) => setDate(currentTarget.value)}
        />
        <TextInput
          label="Name"
          value={name}
          maxLength={255}
          error={field === "name" && make.error?.message}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Select
          label="Where"
          placeholder="everywhere"
          clearable
          searchable
          data={places}
          value={state}
          onChange={setState}
        />
        <Button type="submit" variant="default" disabled={date === ""} loading={make.isPending}>
          Add holiday
        </Button>
      </Group>
      <SaveError error={make.error} />
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
