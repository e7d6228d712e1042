import { Alert, Button, Group, Select, Skeleton, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { request } from "../../../api/request.ts";
import type { StateWindow } from "../../../api/shapes.ts";
import { useHere } from "../../../frame/account.ts";
import { SaveBar } from "../../../ui/form/save-bar.tsx";
import { UnsavedGuard } from "../../../ui/form/unsaved-guard.tsx";
import { useEditing } from "../../../ui/form/use-editing.ts";
import { errorInWords, Problem } from "../../../ui/problem.tsx";
import type { Search } from "../../../url-search.ts";
import { regions, stateWindows } from "../queries.ts";
import { type Day, dayNames, days, hoursInWords, type Week } from "./week.ts";
import { WeekGrid } from "./week-grid.tsx";

/** Calling hours for leads in a state. They override the hours of every campaign. */
export function StateWindows({ week, readOnly }: { week: Week; readOnly: boolean }) {
  const { accountId } = useHere();
  const navigate = useNavigate();
  const { state } = useSearch({ strict: false }) as Search;
  const windows = useQuery(stateWindows(accountId));
  const { data: allRegions = [] } = useQuery(regions(accountId));
  const nameOf = (code: string) => allRegions.find((one) => one.state === code)?.name ?? code;
  const open = (code: string | undefined) =>
    void navigate({ to: ".", search: (before: Search) => ({ ...before, state: code }), replace: true });
  return (
    <section className="card" aria-labelledby="state-windows">
      <Title order={2} id="state-windows" mb={4}>
        State calling hours
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        These override the hours of all campaigns for leads in the state. Days without their own hours use the
        campaign’s.
      </Text>
      {windows.isError && !windows.data && (
        <Problem error={windows.error} what="The state calling hours" retry={windows.refetch} />
      )}
      {windows.isPending && <Skeleton h={60} />}
      {windows.data?.length === 0 && state === undefined && <Text mb="xs">No states have their own hours yet.</Text>}
      <ul className="hours-list">
        {windows.data
          ?.filter((one) => one.state !== state)
          .map((one) => (
            <li key={one.state}>
              <span>
                <b>{nameOf(one.state)}</b> {ownDays(one)}
              </span>
              <Button size="compact-sm" variant="default" onClick={() => open(one.state)}>
                {readOnly ? "View" : "Edit"}
                <span className="sr-only"> {nameOf(one.state)}</span>
              </Button>
            </li>
          ))}
      </ul>
      {typeof state === "string" && windows.data && (
        <StateWeek
          key={state}
          name={nameOf(state)}
          saved={windows.data.find((one) => one.state === state) ?? emptyWindow(state)}
          isNew={!windows.data.some((one) => one.state === state)}
          week={week}
          readOnly={readOnly}
          onClose={() => open(undefined)}
        />
      )}
      {!readOnly && (
        <Select
          mt="sm"
          maw={320}
          aria-label="Add state calling hours"
          placeholder="Add state calling hours…"
          searchable
          nothingFoundMessage="No matches"
          value={null}
          data={["USA", "CAN"].map((country) => ({
            group: country === "USA" ? "United States" : "Canada",
            items: allRegions
              .filter((one) => one.country === country && !windows.data?.some(({ state: has }) => has === one.state))
              .map((one) => ({ value: one.state, label: one.name })),
          }))}
          onChange={(code) => open(code ?? undefined)}
        />
      )}
    </section>
  );
}

/** A state without own hours on any day. */
const emptyWindow = (state: string) =>
  ({ state, ...Object.fromEntries(days.map((day) => [day, null])) }) as unknown as StateWindow;

const ownDays = (window: StateWindow) =>
  days.flatMap((day, i) => (window[day] === null ? [] : [`${dayNames[i]} ${hoursInWords(window[day])}`])).join(", ") ||
  "same as the campaign";

function StateWeek({
  name,
  saved,
  isNew,
  week,
  readOnly,
  onClose,
}: {
  name: string;
  saved: StateWindow;
  isNew: boolean;
  week: Week;
  readOnly: boolean;
  onClose: () => void;
}) {
  const { accountId } = useHere();
  const queries = useQueryClient();
  const path = `/accounts/${accountId}/dialer/state-windows/${saved.state}`;
  const refresh = () => queries.invalidateQueries({ queryKey: [accountId] });
  const editing = useEditing<StateWindow, void>({
    key: path,
    saved,
    async reread() {
      const all = await queries.fetchQuery({ ...stateWindows(accountId), staleTime: 0 });
      return all.find(({ state }) => state === saved.state) ?? emptyWindow(saved.state);
    },
    // PUT replaces the whole week, so all days are sent, not only the changed ones.
    async send(_, { state: _state, ...own }) {
      await request(path, { method: "PUT", body: own });
      await refresh();
    },
  });
  const remove = useMutation({
    mutationFn: () => request(path, { method: "DELETE" }),
    async onSuccess() {
      editing.discard();
      onClose();
      await refresh();
    },
  });
  const own = editing.values;
  const effective = Object.fromEntries(days.map((day) => [day, own[day] ?? week[day]])) as Week;
  const ownDaysOnly = days.filter((day) => own[day] !== null);
  return (
    <form
      noValidate
      style={{ paddingTop: 12, borderTop: "1px solid var(--line)" }}
      onSubmit={(event) => {
        event.preventDefault();
        editing.save();
      }}
    >
      <UnsavedGuard
        count={editing.count}
        leaves={(from, to) => from.pathname !== to.pathname || from.search.state !== to.search.state}
        onDiscard={editing.discard}
      />
      <Group justify="space-between" mb="xs">
        <Title order={3}>{name}</Title>
        <Group gap="xs">
          {!readOnly && ownDaysOnly.length > 0 && (
            <Select
              size="xs"
              w={190}
              aria-label={`Reset a day of ${name} to the campaign’s hours`}
              placeholder="Reset a day…"
              value={null}
              data={ownDaysOnly.map((day) => ({ value: day, label: dayNames[days.indexOf(day)] as string }))}
              onChange={(day) => day && editing.change({ [day as Day]: null })}
            />
          )}
          {!readOnly && !isNew && (
            <Button size="xs" variant="subtle" color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
              Delete state hours
            </Button>
          )}
          <Button size="xs" variant="default" onClick={onClose}>
            Close
          </Button>
        </Group>
      </Group>
      {remove.isError && (
        <Alert color="red" variant="light" role="alert" mb="xs">
          {errorInWords(remove.error)}
        </Alert>
      )}
      <WeekGrid
        label={`Calling hours for leads in ${name}`}
        week={effective}
        readOnly={readOnly}
        inherited={(day) => own[day] === null}
        onChange={editing.change}
        problemOf={editing.problemOf}
      />
      <Text size="xs" c="dimmed">
        Lighter days use the campaign’s hours.
      </Text>
      {!readOnly && <SaveBar editing={editing} />}
    </form>
  );
}
