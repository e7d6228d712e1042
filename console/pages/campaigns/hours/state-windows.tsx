import { Alert, Button, Group, Select, Skeleton, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { request } from "../../../api/request.ts";
import type { StateWindow } from "../../../api/shapes.ts";
import { useHere } from "../../../frame/account.ts";
import { SaveBar } from "../../../ui/form/save-bar.tsx";
import { UnsavedGuard } from "../../../ui/form/unsaved-guard.tsx";
import { useEditing } from "../../../ui/form/use-editing.ts";
import { Problem, wordsOf } from "../../../ui/problem.tsx";
import type { Search } from "../../../url-search.ts";
import { regions, stateWindows } from "../queries.ts";
import { type Day, dayNames, days, hoursInWords, type Week } from "./week.ts";
import { WeekGrid } from "./week-grid.tsx";

/** Windows of leads who live in a state, in the place of every campaign's. */
export function StateWindows({ week, readOnly }: { week: Week; readOnly: boolean }) {
  const { accountId } = useHere();
  const navigate = useNavigate();
  const { state } = useSearch({ strict: false }) as Search;
  const windows = useQuery(stateWindows(accountId));
  const { data: known = [] } = useQuery(regions(accountId));
  const nameOf = (code: string) => known.find((one) => one.state === code)?.name ?? code;
  const open = (code: string | undefined) =>
    void navigate({ to: ".", search: (before: Search) => ({ ...before, state: code }), replace: true });
  return (
    <section className="card" aria-labelledby="state-windows">
      <Title order={2} id="state-windows" mb={4}>
        States with hours of their own
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        They bind for all campaigns, whatever those say. A day that has none of its own is the campaign’s.
      </Text>
      {windows.isError && !windows.data && (
        <Problem error={windows.error} what="The hours of states" retry={windows.refetch} />
      )}
      {windows.isPending && <Skeleton h={60} />}
      {windows.data?.length === 0 && state === undefined && <Text mb="xs">No state has any.</Text>}
      <ul className="hours-list">
        {windows.data
          ?.filter((one) => one.state !== state)
          .map((one) => (
            <li key={one.state}>
              <span>
                <b>{nameOf(one.state)}</b> {ownDays(one)}
              </span>
              <Button size="compact-sm" variant="default" onClick={() => open(one.state)}>
                {readOnly ? "See" : "Change"}
                <span className="sr-only"> {nameOf(one.state)}</span>
              </Button>
            </li>
          ))}
      </ul>
      {typeof state === "string" && windows.data && (
        <StateWeek
          key={state}
          name={nameOf(state)}
          saved={windows.data.find((one) => one.state === state) ?? nothingOwn(state)}
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
          aria-label="Give a state hours of its own"
          placeholder="Give a state hours of its own…"
          searchable
          nothingFoundMessage="None of that name"
          value={null}
          data={["USA", "CAN"].map((country) => ({
            group: country === "USA" ? "United States" : "Canada",
            items: known
              .filter((one) => one.country === country && !windows.data?.some(({ state: has }) => has === one.state))
              .map((one) => ({ value: one.state, label: one.name })),
          }))}
          onChange={(code) => open(code ?? undefined)}
        />
      )}
    </section>
  );
}

const nothingOwn = (state: string) =>
  ({ state, ...Object.fromEntries(days.map((day) => [day, null])) }) as unknown as StateWindow;

const ownDays = (window: StateWindow) =>
  days.flatMap((day, i) => (window[day] === null ? [] : [`${dayNames[i]} ${hoursInWords(window[day])}`])).join(", ") ||
  "as the campaign";

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
  const readAgain = () => queries.invalidateQueries({ queryKey: [accountId] });
  const editing = useEditing<StateWindow, void>({
    key: path,
    saved,
    async reread() {
      const all = await queries.fetchQuery({ ...stateWindows(accountId), staleTime: 0 });
      return all.find(({ state }) => state === saved.state) ?? nothingOwn(saved.state);
    },
    async send(_, { state: _state, ...own }) {
      await request(path, { method: "PUT", body: own });
      await readAgain();
    },
  });
  const gone = useMutation({
    mutationFn: () => request(path, { method: "DELETE" }),
    async onSuccess() {
      editing.discard();
      onClose();
      await readAgain();
    },
  });
  const own = editing.values;
  const effective = Object.fromEntries(days.map((day) => [day, own[day] ?? week[day]])) as Week;
  const owned = days.filter((day) => own[day] !== null);
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
          {!readOnly && owned.length > 0 && (
            <Select
              size="xs"
              w={190}
              aria-label={`Take a day of ${name} back to the campaign’s`}
              placeholder="A day as the campaign’s…"
              value={null}
              data={owned.map((day) => ({ value: day, label: dayNames[days.indexOf(day)] as string }))}
              onChange={(day) => day && editing.change({ [day as Day]: null })}
            />
          )}
          {!readOnly && !isNew && (
            <Button size="xs" variant="subtle" color="red" loading={gone.isPending} onClick={() => gone.mutate()}>
              Take its hours away
            </Button>
          )}
          <Button size="xs" variant="default" onClick={onClose}>
            Close
          </Button>
        </Group>
      </Group>
      {gone.isError && (
        <Alert color="red" variant="light" role="alert" mb="xs">
          {wordsOf(gone.error)}
        </Alert>
      )}
      <WeekGrid
        label={`Calling hours of leads who live in ${name}`}
        week={effective}
        readOnly={readOnly}
        inherited={(day) => own[day] === null}
        onChange={editing.change}
        problemOf={editing.problemOf}
      />
      <Text size="xs" c="dimmed">
        Paler days are the campaign’s.
      </Text>
      {!readOnly && <SaveBar editing={editing} />}
    </form>
  );
}
