import { QueryClient } from "@tanstack/react-query";
import { isConnectionLost, onConnection } from "./connection.ts";
import { Unreachable } from "./request.ts";

/**
 * Retries only requests that got no response; what the API refused stays refused. `networkMode: "always"` because
 * the browser's idea of being offline says nothing about a server on the same network.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      networkMode: "always",
      retry: (count, error) => error instanceof Unreachable && count < 2,
      refetchOnWindowFocus: true,
    },
    mutations: { networkMode: "always" },
  },
});

// When the connection comes back, everything on the screen is refetched.
onConnection(() => {
  if (!isConnectionLost()) void queryClient.invalidateQueries();
});
