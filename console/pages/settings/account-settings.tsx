import { Alert, Button, Group, NumberInput, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { countries, me } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import type { Account } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { useActing } from "../../frame/use-acting.ts";
import { wordsOf } from "../../ui/problem.tsx";
import { ZoneSelect } from "./zone-select.tsx";

type Fields = Pick<Account, "accountName" | "timeZone" | "countryId" | "attemptsPerPhonePerDay">;

/** Name, zone, country and limit of the account; who may not change them reads them. */
export function AccountSettings() {
  const { account, can } = useHere();
  const { data: lands = [] } = useQuery(countries);
  if (!account) return null;
  if (can("admin")) return <AccountForm account={account} />;
  const land = lands.find(({ countryId }) => countryId === account.countryId);
  const attempts = account.attemptsPerPhonePerDay;
  return (
    <section className="card narrow">
      <Stack gap={4}>
        <Title order={2} fz="sm">
          {account.accountName}
        </Title>
        <Text size="sm">Time zone: {account.timeZone}</Text>
        <Text size="sm">Country: {land?.countryName ?? account.countryId}</Text>
        <Text size="sm">
          A number is dialed {attempts === null ? "as often as campaigns say" : `at most ${attempts} times a day`}.
        </Text>
        <Text size="xs" c="dimmed">
          Administrators of the account can change this.
        </Text>
      </Stack>
    </section>
  );
}

function AccountForm({ account }: { account: Account }) {
  const { say } = useActing();
  const queries = useQueryClient();
  const { data: lands = [] } = useQuery(countries);
  const [changed, setChanged] = useState<Partial<Fields>>({});
  const given = { ...account, ...changed };
  const differing = Object.fromEntries(
    Object.entries(changed).filter(([name, value]) => value !== account[name as keyof Fields]),
  );
  const set = (change: Partial<Fields>) => setChanged({ ...changed, ...change });
  const save = useMutation({
    mutationFn: () => request<Account>(`/accounts/${account.accountId}`, { method: "PATCH", body: differing }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: me.queryKey });
      await queries.invalidateQueries({ queryKey: [account.accountId] });
      setChanged({});
      say("The account is changed.");
    },
  });
  return (
    <form
      className="card narrow"
      aria-label="Account"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="md">
        <TextInput
          label="Name"
          required
          maxLength={255}
          value={given.accountName}
          onChange={({ currentTarget }) => set({ accountName: currentTarget.value })}
        />
        <ZoneSelect
          description="Of the days that calls are counted by, and of times without a zone"
          value={given.timeZone}
          onChange={(timeZone) => set({ timeZone })}
        />
        <Select
          label="Country"
          description="That numbers without + and a country code are read in"
          searchable
          allowDeselect={false}
          data={lands.map(({ countryId, countryName }) => ({ value: countryId, label: countryName }))}
          value={given.countryId}
          onChange={(countryId) => countryId && set({ countryId })}
        />
        <NumberInput
          label="Calls to one number a day"
          description="At most, over all campaigns; empty: as many as campaigns allow"
          min={1}
          max={1000}
          allowDecimal={false}
          value={given.attemptsPerPhonePerDay ?? ""}
          onChange={(n) => set({ attemptsPerPhonePerDay: n === "" ? null : Number(n) })}
        />
        {save.isError && (
          <Alert color="red" variant="light" role="alert">
            {wordsOf(save.error)}
          </Alert>
        )}
        <Group gap="xs">
          <Button
            type="submit"
            disabled={Object.keys(differing).length === 0 || given.accountName.trim() === ""}
            loading={save.isPending}
          >
            Save
          </Button>
          {Object.keys(differing).length > 0 && (
            <Button variant="default" onClick={() => setChanged({})}>
              Discard
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
