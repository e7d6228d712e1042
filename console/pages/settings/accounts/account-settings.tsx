import { Alert, Button, Group, NumberInput, Select, Stack, Switch, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { countries, me } from "../../../api/queries.ts";
import { request } from "../../../api/request.ts";
import type { Account } from "../../../api/shapes.ts";
import { useHere } from "../../../frame/account.ts";
import { useActing } from "../../../frame/use-acting.ts";
import { errorInWords } from "../../../ui/problem.tsx";
import { ZoneSelect } from "./zone-select.tsx";

type Fields = Pick<
  Account,
  "accountName" | "timeZone" | "countryId" | "attemptsPerPhonePerDay" | "requireSecondFactor"
>;

/** Name, time zone, country, and daily call limit of the account. Read-only unless the user is an administrator. */
export function AccountSettings() {
  const { account, can } = useHere();
  const { data: allCountries = [] } = useQuery(countries);
  if (!account) return null;
  if (can("admin")) return <AccountForm account={account} />;
  const country = allCountries.find(({ countryId }) => countryId === account.countryId);
  const attempts = account.attemptsPerPhonePerDay;
  return (
    <section className="card narrow">
      <Stack gap={4}>
        <Title order={2} fz="sm">
          {account.accountName}
        </Title>
        <Text size="sm">Time zone: {account.timeZone}</Text>
        <Text size="sm">Country: {country?.countryName ?? account.countryId}</Text>
        <Text size="sm">Daily calls per number: {attempts === null ? "no limit" : `at most ${attempts}`}</Text>
        <Text size="xs" c="dimmed">
          Only administrators of this account can change these settings.
        </Text>
      </Stack>
    </section>
  );
}

function AccountForm({ account }: { account: Account }) {
  const { showMessage } = useActing();
  const queries = useQueryClient();
  const { data: allCountries = [] } = useQuery(countries);
  const [changed, setChanged] = useState<Partial<Fields>>({});
  const values = { ...account, ...changed };
  const edited = Object.fromEntries(
    Object.entries(changed).filter(([name, value]) => value !== account[name as keyof Fields]),
  );
  const set = (change: Partial<Fields>) => setChanged({ ...changed, ...change });
  const save = useMutation({
    mutationFn: () => request<Account>(`/accounts/${account.accountId}`, { method: "PATCH", body: edited }),
    async onSuccess() {
      // The account's name and time zone come with the user; time zone and country also affect the account's data.
      await queries.invalidateQueries({ queryKey: me.queryKey });
      await queries.invalidateQueries({ queryKey: [account.accountId] });
      setChanged({});
      showMessage("Account saved.");
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
          value={values.accountName}
          onChange={({ currentTarget }) => set({ accountName: currentTarget.value })}
        />
        <ZoneSelect
          description="Decides when a day begins for daily limits. Also used for times without a time zone."
          value={values.timeZone}
          onChange={(timeZone) => set({ timeZone })}
        />
        <Select
          label="Country"
          description="Used for phone numbers without a country code"
          searchable
          allowDeselect={false}
          data={allCountries.map(({ countryId, countryName }) => ({ value: countryId, label: countryName }))}
          value={values.countryId}
          onChange={(countryId) => countryId && set({ countryId })}
        />
        <NumberInput
          label="Daily calls per number"
          description="The limit across all campaigns. Leave empty for no limit."
          min={1}
          max={1000}
          allowDecimal={false}
          value={values.attemptsPerPhonePerDay ?? ""}
          onChange={(n) => set({ attemptsPerPhonePerDay: n === "" ? null : Number(n) })}
        />
        <Switch
          label="Require a second factor"
          description="Users who sign in with a password also need a code of an authenticator app. Whoever has none sets it up at the next sign-in."
          checked={values.requireSecondFactor}
          onChange={({ currentTarget }) => set({ requireSecondFactor: currentTarget.checked })}
        />
        {save.isError && (
          <Alert color="red" variant="light" role="alert">
            {errorInWords(save.error)}
          </Alert>
        )}
        <Group gap="xs">
          <Button
            type="submit"
            disabled={Object.keys(edited).length === 0 || values.accountName.trim() === ""}
            loading={save.isPending}
          >
            Save
          </Button>
          {Object.keys(edited).length > 0 && (
            <Button variant="default" onClick={() => setChanged({})}>
              Discard
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
