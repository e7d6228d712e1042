import { Notifications } from "@mantine/notifications";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { useState } from "react";
import { useSignedIn } from "../api/session.ts";
import { SignIn } from "./sign-in.tsx";

/**
 * Shows the sign-in form while no user is signed in, except on the page where a link lets its holder choose a password.
 * When a session ends, the page stays mounted behind the form, so its URL and everything typed are still there after
 * signing in again.
 */
export function RequireSignIn() {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const signedIn = useSignedIn();
  const [wasSignedIn, setWasSignedIn] = useState(signedIn);
  if (signedIn && !wasSignedIn) setWasSignedIn(true);
  if (path === "/choose-password") return <Outlet />;
  return (
    <>
      {wasSignedIn && (
        <div inert={!signedIn} style={{ height: "100%" }}>
          <Outlet />
        </div>
      )}
      <Notifications position="bottom-left" limit={4} containerWidth={300} />
      {!signedIn && <SignIn again={wasSignedIn} />}
    </>
  );
}
