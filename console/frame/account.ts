import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { me } from "../api/queries.ts";
import type { Account, Person, Role } from "../api/shapes.ts";

// From least to most rights; each includes those before it.
const roles: Role[] = ["viewer", "dialer", "manager", "admin"];

export interface Here {
  accountId: number;
  account: Account | undefined;
  person: Person;
  /** Whether the user has this role in the account, or a higher one. */
  can: (role: Role) => boolean;
}

/** The account in the URL and the signed-in user. `account` is undefined if the user has no access to it. */
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
