import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { me } from "./api/queries.ts";
import { queryClient } from "./api/query-client.ts";
import { isSignedIn } from "./api/session.ts";
import { Frame } from "./frame/frame.tsx";
import { RequireSignIn } from "./sign-in/require-sign-in.tsx";
import { Failed, NotFound } from "./ui/problem.tsx";
import { parseSearch, type Search, stringifySearch } from "./url-search.ts";

// Each page reads and checks its own URL parameters.
const anySearch = (search: Record<string, unknown>) => search as Search;

const root = createRootRoute({ component: RequireSignIn, notFoundComponent: NotFound });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: async () => {
    if (!isSignedIn()) return;
    const { homeAccountId, accounts } = await queryClient.ensureQueryData(me);
    const open = accounts.filter(({ closedAt }) => !closedAt);
    const own = open.find(({ accountId }) => accountId === homeAccountId) ?? open[0];
    throw redirect({
      to: "/accounts/$accountId",
      params: { accountId: String(own?.accountId ?? homeAccountId) },
      replace: true,
    });
  },
});

const account = createRoute({ getParentRoute: () => root, path: "/accounts/$accountId", component: Frame });

const overview = createRoute({
  getParentRoute: () => account,
  path: "/",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("./pages/overview/overview.tsx"), "Overview"),
});
const leads = createRoute({
  getParentRoute: () => account,
  path: "/leads",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("./pages/leads/leads.tsx"), "Leads"),
});
const lead = createRoute({
  getParentRoute: () => account,
  path: "/leads/$leadId",
  component: lazyRouteComponent(() => import("./pages/lead/lead-page.tsx"), "LeadPage"),
});
const actions = createRoute({
  getParentRoute: () => account,
  path: "/actions",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("./pages/actions/actions.tsx"), "Actions"),
});
const action = createRoute({
  getParentRoute: () => account,
  path: "/actions/$actionId",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("./pages/actions/action.tsx"), "ActionPage"),
});
const campaigns = createRoute({
  getParentRoute: () => account,
  path: "/campaigns",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("./pages/campaigns/campaigns.tsx"), "Campaigns"),
});
const campaign = createRoute({
  getParentRoute: () => account,
  path: "/campaigns/$campaignId",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("./pages/campaigns/campaign.tsx"), "CampaignPage"),
});
const agents = createRoute({
  getParentRoute: () => account,
  path: "/agents",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("./pages/agents/agents.tsx"), "Agents"),
});
const doNotCall = createRoute({
  getParentRoute: () => account,
  path: "/do-not-call",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("./pages/dnc/dnc.tsx"), "DoNotCall"),
});
const load = createRoute({
  getParentRoute: () => account,
  path: "/load",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("./pages/load/load.tsx"), "Load"),
});
const lists = createRoute({
  getParentRoute: () => account,
  path: "/lists",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("./pages/lists/lists.tsx"), "Lists"),
});
const exports = createRoute({
  getParentRoute: () => account,
  path: "/exports",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("./pages/exports/exports.tsx"), "Exports"),
});
const settings = createRoute({
  getParentRoute: () => account,
  path: "/settings",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("./pages/settings/settings.tsx"), "Settings"),
});

const floor = createRoute({
  getParentRoute: () => account,
  path: "/floor",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("./pages/floor/floor.tsx"), "FloorPage"),
});
const callbacks = createRoute({
  getParentRoute: () => account,
  path: "/callbacks",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("./pages/callbacks/callbacks.tsx"), "Callbacks"),
});

const choosePassword = createRoute({
  getParentRoute: () => root,
  path: "/choose-password",
  component: lazyRouteComponent(() => import("./sign-in/choose-password.tsx"), "ChoosePassword"),
});
const authorize = createRoute({
  getParentRoute: () => root,
  path: "/authorize",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("./sign-in/authorize.tsx"), "Authorize"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    choosePassword,
    authorize,
    account.addChildren([
      overview,
      leads,
      lead,
      actions,
      action,
      floor,
      load,
      lists,
      campaigns,
      campaign,
      callbacks,
      agents,
      exports,
      doNotCall,
      settings,
    ]),
  ]),
  defaultPreload: "intent",
  defaultErrorComponent: Failed,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: false,
  parseSearch,
  stringifySearch,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
