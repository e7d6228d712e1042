import { QueryClient } from "@tanstack/react-query";
import { isConnectionLost, onConnection } from "./connection.ts";
import { Unreachable } from "./request.ts";

/** What was read stays on the screen while it is read anew; what was refused is not asked again, what could not be reached is once it can. */
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

onConnection(() => {
  if (!isConnectionLost()) void queryClient.invalidateQueries();
});
