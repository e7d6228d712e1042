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
import { Keys } from "./keys.tsx";
import { Navigation } from "./navigation.tsx";
import { QuickFind } from "./quick-find.tsx";
import { TopBar } from "./top-bar.tsx";

/** What stands around every page. */
export function Frame() {
  return (
    <Suspense fallback={<FrameSkeleton />}>
      <Inside />
    </Suspense>
  );
}

function Inside() {
  const { account, accountId } = useHere();
  return account ? <Page accountId={accountId} /> : <NotFound />;
}

function Page({ accountId }: { accountId: number }) {
  // Pages name actions by the words of the catalogue.
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
        {/* Not a header: every drawer and dialog has one, and a page has room for one banner. */}
        <section className="top" aria-label="Account and tools">
          <TopBar />
        </section>
        <main id="main" tabIndex={-1} style={{ outline: "none" }}>
          <div aria-live="polite">
            {lost && (
              <div className="notice">
                <IconPlugConnectedX size={16} aria-hidden />
                Connection lost. What you see may be old; it goes on by itself once Leadyard answers.
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
