import { Notifications } from "@mantine/notifications";
import { Outlet } from "@tanstack/react-router";
import { useState } from "react";
import { useSignedIn } from "../api/session.ts";
import { SignIn } from "./sign-in.tsx";

/** Asks for a sign-in where there is none; the address, and what was typed when a session ends, stay as they are. */
export function Gate() {
  const signedIn = useSignedIn();
  const [begun, setBegun] = useState(signedIn);
  if (signedIn && !begun) setBegun(true);
  return (
    <>
      {begun && (
        <div inert={!signedIn} style={{ height: "100%" }}>
          <Outlet />
        </div>
      )}
      <Notifications position="bottom-left" limit={4} containerWidth={300} />
      {!signedIn && <SignIn again={begun} />}
    </>
  );
}
