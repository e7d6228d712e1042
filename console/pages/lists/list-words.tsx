import {
  IconArchive,
  IconCircleCheck,
  type IconComponent,
  IconPlayerPause,
  IconProgress,
  IconTrash,
} from "../../ui/icons.tsx";
import { humanized } from "../../words/words.ts";

interface Words {
  label: string;
  family: string;
  icon: IconComponent;
  meaning: string;
}

const states: Record<string, Words> = {
  ACTIVE: { label: "Active", family: "ready", icon: IconCircleCheck, meaning: "its leads are dialed" },
  PAUSED: { label: "Paused", family: "stopped", icon: IconPlayerPause, meaning: "its leads wait" },
  ARCHIVED: { label: "Archived", family: "ended", icon: IconArchive, meaning: "its leads are no longer dialed" },
  LOADING: { label: "Loading", family: "engaged", icon: IconProgress, meaning: "dialed once the load is done" },
  DELETED: { label: "Deleted", family: "ended", icon: IconTrash, meaning: "its leads are no longer dialed" },
};

export const listStateLabel = (state: string) => states[state]?.label ?? humanized(state);

export const listStateMeaning = (state: string) => states[state]?.meaning ?? "its leads aren’t dialed";

/** The state of a list as color, icon, and word. */
export function ListState({ state }: { state: string }) {
  const { family, icon: Icon } = states[state] ?? { family: "stopped", icon: IconPlayerPause };
  return (
    <span className="state" data-family={family} title={listStateMeaning(state)}>
      <Icon size={14} aria-hidden />
      <span>{listStateLabel(state)}</span>
    </span>
  );
}
