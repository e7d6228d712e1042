import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { me } from "../api/queries.ts";
import type { Account, Person, Role } from "../api/shapes.ts";

const roles: Role[] = ["viewer", "dialer", "manager", "admin"];

export interface Here {
  accountId: number;
  account: Account | undefined;
  person: Person;
  /** Whether the person has this role here, or one that includes it. */
  can: (role: Role) => boolean;
}

/** The account of the address, and who looks at it. */
export function useHere(): Here {
  const { accountId: text } = useParams({ strict: false });
  const { data: person } = useSuspenseQuery(me);
  const accountId = Number(text);
  const account = person.accounts.find((one) => one.accountId === accountId);
  return {
    accountId,
    account,
    person,
    can: (role) => account !== undefined && roles.indexOf(account.role) >= roles.indexOf(role),
  };
}
