import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { catalogue } from "../api/queries.ts";
import {
  IconArrowBackUp,
  IconBolt,
  type IconComponent,
  IconFileImport,
  IconKeyboard,
  IconMoon,
  IconSpeakerphone,
  IconSun,
} from "../ui/icons.tsx";
import { wordsOfAction } from "../ui/words.ts";
import type { Search } from "../url-search.ts";
import { useHere } from "./account.ts";
import { openKeys } from "./keys.tsx";
import { useActing } from "./use-acting.ts";

export interface Command {
  label: string;
  icon: IconComponent;
  /** The key that does the same. */
  keys?: string;
  /** Shown once something is typed. */
  sought?: true;
  run: () => void;
}

/** What can be done from anywhere, as far as the person may. */
export function useCommands(): Command[] {
  const { accountId, can } = useHere();
  const { undoLast } = useActing();
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme("light") === "dark";
  const { data: known } = useQuery({ ...catalogue(accountId), enabled: can("manager") });
  const here = `/accounts/${accountId}/leads`;
  const actions = can("manager") ? (known?.actions ?? []) : [];
  const params = { accountId: String(accountId) };
  const managers: Command[] = [
    { label: "Undo your last action", icon: IconArrowBackUp, keys: "u", run: undoLast },
    {
      label: "Load a file",
      icon: IconFileImport,
      run: () => void navigate({ to: "/accounts/$accountId/load", params }),
    },
    {
      label: "New campaign",
      icon: IconSpeakerphone,
      run: () => void navigate({ to: "/accounts/$accountId/campaigns", params, search: { new: "campaign" } }),
    },
  ];
  return [
    ...(can("manager") ? managers : []),
    {
      label: dark ? "Switch theme to light" : "Switch theme to dark",
      icon: dark ? IconSun : IconMoon,
      run: () => setColorScheme(dark ? "light" : "dark"),
    },
    { label: "List of keys", icon: IconKeyboard, keys: "?", run: openKeys },
    ...actions.map(
      ({ name }): Command => ({
        label: `${wordsOfAction(name).verb} leads…`,
        icon: IconBolt,
        sought: true,
        // On the page of leads, what is seen there is acted on.
        run: () =>
          void navigate({
            to: "/accounts/$accountId/leads",
            params,
            search: (before: Search) => ({ ...(location.pathname === here ? before : {}), act: name }),
          }),
      }),
    ),
  ];
}
