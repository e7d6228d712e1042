import { Text } from "@mantine/core";
import { useHere } from "../../../frame/account.ts";
import { OwnPassword } from "../secrets/own-password.tsx";
import { SecondFactor } from "./second-factor.tsx";

/** How the user signs in: the password and the second factor, unless an identity provider takes care of both. */
export function OwnAccess() {
  const { person } = useHere();
  if (!person.hasPassword)
    return (
      <section className="card narrow" aria-label="Your password">
        <Text size="sm">
          You sign in with single sign-on, so you have no password here. A second factor is up to your identity
          provider.
        </Text>
      </section>
    );
  return (
    <>
      <OwnPassword />
      <SecondFactor />
    </>
  );
}
