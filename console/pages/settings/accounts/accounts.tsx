import { Button, Group, Select, Table, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { countries, me } from "../../../api/queries.ts";
import { request } from "../../../api/request.ts";
import type { Account } from "../../../api/shapes.ts";
import { useHere } from "../../../frame/account.ts";
import { FormDialog } from "../../../ui/form-dialog.tsx";
import { roleInWords } from "../users/role-select.tsx";
import { ZoneSelect } from "./zone-select.tsx";

/** The accounts that the user has a role on. Administrators of the main account can create more. */
export function Accounts() {
  const { accountId, person } = useHere();
  const [creating, setCreating] = useState(false);
  const home = person.accounts.find((one) => one.accountId === person.homeAccountId);
  const main = person.accounts.find((one) => one.accountId === home?.mainAccountId);
  return (
    <section className="card" aria-label="Your accounts">
      <Group justify="space-between" mb="xs">
        <Title order={2} fz="sm">
          Your accounts
        </Title>
        {main?.role === "admin" && (
          <Button size="xs" variant="default" onClick={() => setCreating(true)}>
            New account…
          </Button>
        )}
      </Group>
      <div className="fit">
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Account</Table.Th>
              <Table.Th>Your role</Table.Th>
              <Table.Th className="only-wide">Time zone</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {person.accounts.map((one) => (
              <Table.Tr key={one.accountId}>
                <Table.Td>
                  {one.accountId === accountId ? (
                    <strong>{one.accountName} (current)</strong>
                  ) : one.closedAt ? (
                    `${one.accountName} (closed)`
                  ) : (
                    <Link to="/accounts/$accountId" params={{ accountId: String(one.accountId) }}>
                      {one.accountName}
                    </Link>
                  )}
                </Table.Td>
                <Table.Td>
                  {roleInWords(one.role)}
                  {one.accountId === person.homeAccountId && ", home account"}
                </Table.Td>
                <Table.Td className="only-wide">{one.timeZone}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {creating && (
        <NewAccount
          timeZone={home?.timeZone ?? "UTC"}
          countryId={home?.countryId ?? "USA"}
          onClose={() => setCreating(false)}
        />
      )}
    </section>
  );
}

function NewAccount({ timeZone, countryId, onClose }: { timeZone: string; countryId: string; onClose: () => void }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [accountName, setName] = useState("");
  const [zone, setZone] = useState(timeZone);
  const [country, setCountry] = useState(countryId);
  const { data: allCountries = [] } = useQuery(countries);
  const create = useMutation({
    mutationFn: () =>
      request<Account>("/accounts", { method: "POST", body: { accountName, timeZone: zone, countryId: country } }),
    async onSuccess({ accountId }) {
      await queries.invalidateQueries({ queryKey: me.queryKey });
      onClose();
      await navigate({ to: "/accounts/$accountId/settings", params: { accountId: String(accountId) } });
    },
  });
  return (
    <FormDialog
      title="New account"
      submitLabel="Create account"
      disabled={accountName.trim() === ""}
      sending={create}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        required
        maxLength={255}
        data-autofocus
        value={accountName}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <ZoneSelect value={zone} onChange={setZone} />
      <Select
        label="Country"
        description="Used for phone numbers without a country code"
        searchable
        allowDeselect={false}
        data={allCountries.map((one) => ({ value: one.countryId, label: one.countryName }))}
        value={country}
        onChange={(chosen) => chosen && setCountry(chosen)}
      />
    </FormDialog>
  );
}
