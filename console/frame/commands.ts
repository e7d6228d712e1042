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
import type { Search } from "../url-search.ts";
import { wordsOfAction } from "../words/words.ts";
import { useHere } from "./account.ts";
import { openKeys } from "./keys.tsx";
import { useActing } from "./use-acting.ts";

export interface Command {
  label: string;
  icon: IconComponent;
  /** Its keyboard shortcut. */
  keys?: string;
  /** Listed only once something is typed, so that the empty dialog stays short. */
  onlyInSearch?: true;
  run: () => void;
}

/** The commands of quick find that the user's role allows. */
export function useCommands(): Command[] {
  const { accountId, can } = useHere();
  const { undoLast } = useActing();
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme("light") === "dark";
  const { data: loaded } = useQuery({ ...catalogue(accountId), enabled: can("manager") });
  const leadsPath = `/accounts/${accountId}/leads`;
  const actions = can("manager") ? (loaded?.actions ?? []) : [];
  const params = { accountId: String(accountId) };
  const managerCommands: Command[] = [
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
    ...(can("manager") ? managerCommands : []),
    {
      label: dark ? "Switch to light theme" : "Switch to dark theme",
      icon: dark ? IconSun : IconMoon,
      run: () => setColorScheme(dark ? "light" : "dark"),
    },
    { label: "Keyboard shortcuts", icon: IconKeyboard, keys: "?", run: openKeys },
    ...actions.map(
      ({ name }): Command => ({
        label: `${wordsOfAction(name).verb} leads…`,
        icon: IconBolt,
        onlyInSearch: true,
        // From the leads page, the action applies to the current search.
        run: () =>
          void navigate({
            to: "/accounts/$accountId/leads",
            params,
            search: (before: Search) => ({ ...(location.pathname === leadsPath ? before : {}), act: name }),
          }),
      }),
    ),
  ];
}
