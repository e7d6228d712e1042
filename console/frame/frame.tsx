import { Skeleton } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { Suspense } from "react";
import { useConnectionLost } from "../api/connection.ts";
import { catalogue } from "../api/queries.ts";
import { IconPlugConnectedX } from "../ui/icons.tsx";
import { NotFound } from "../ui/problem.tsx";
import { useHere } from "./account.ts";
import { ActingProvider } from "./acting.tsx";
import { ClosedAccount } from "./closed-account.tsx";
import { Keys } from "./keys.tsx";
import { Navigation } from "./navigation.tsx";
import { QuickFind } from "./quick-find.tsx";
import { TopBar } from "./top-bar.tsx";

/** Navigation, top bar, and dialogs around every page of an account. */
export function Frame() {
  return (
    <Suspense fallback={<FrameSkeleton />}>
      <AccountGuard />
    </Suspense>
  );
}

function AccountGuard() {
  const { account, accountId } = useHere();
  if (account?.closedAt) return <ClosedAccount account={account} />;
  return account ? <Page accountId={accountId} /> : <NotFound />;
}

function Page({ accountId }: { accountId: number }) {
  // Suspends until the catalogue is loaded: pages use its labels for actions.
  useSuspenseQuery(catalogue(accountId));
  const lost = useConnectionLost();
  return (
    <ActingProvider>
      <button type="button" className="skip" onClick={() => document.getElementById("main")?.focus()}>
        Skip to content
      </button>
      <div className="frame">
        <nav aria-label="Pages">
          <Navigation />
        </nav>
        {/* A section, not a header: drawers and dialogs have headers, and a page may have only one banner landmark. */}
        <section className="top" aria-label="Account and tools">
          <TopBar />
        </section>
        <main id="main" tabIndex={-1} style={{ outline: "none" }}>
          <div aria-live="polite">
            {lost && (
              <div className="notice">
                <IconPlugConnectedX size={16} aria-hidden />
                Connection lost. This page may be out of date; it updates when Leadyard is back.
              </div>
            )}
          </div>
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <QuickFind />
      <Keys />
    </ActingProvider>
  );
}

function FrameSkeleton() {
  return (
    <div className="frame" aria-busy="true">
      <nav />
      <div className="top" />
      <main>
        <PageSkeleton />
      </main>
    </div>
  );
}

function PageSkeleton() {
  return (
    <div className="page" aria-busy="true">
      <Skeleton h={24} w={180} />
      <Skeleton h={36} />
      <Skeleton h={320} />
    </div>
  );
}
