import { humanized } from "../../ui/words.ts";

interface ParamWords {
  label: string;
  /** What it decides, where its label does not say it all; instead of what the API tells programs. */
  help?: string;
  /** What its values mean, where it takes one of a few. */
  choices?: Record<string, string>;
}

const words: Record<string, ParamWords> = {
  CAMPAIGN_ID: { label: "Campaign" },
  LIST_ID: { label: "List", help: "Empty: a new one is made" },
  LIST_NAME: { label: "Name of the new list", help: "Empty: it gets a name that tells of the action" },
  REUSE_LIST: { label: "Take a list of that name that is there already", help: "instead of a new one" },
  CREATE_COPY_SETTING: {
    label: "Move or copy",
    help: "Empty: the leads are moved",
    choices: {
      false: "Move the leads",
      true: "Copy the leads, and leave the originals as they are",
      TRANSITION: "Copy the leads, and dial the originals no more",
    },
  },
  DUPLICATE_ACTION_SETTING: {
    label: "Leads whose number the campaign has already",
    help: "Empty: they come along",
    choices: { MOVE: "Come along", IGNORE: "Stay where they are" },
  },
  ACTION_TYPE: {
    label: "What becomes of the callback",
    help: "",
    choices: {
      AGENT: "One agent calls back",
      ANY: "Any agent calls back",
      CANCEL: "No callback; the lead is not dialed",
      RESET: "No callback; the lead is ready again",
    },
  },
  RESERVATION_AGENT_ID: { label: "Agent" },
  CALLBACK_DATE: { label: "When to call back" },
  CALLBACK_DTS: { label: "When to call back" },
  PASS_DISPOSITION: { label: "What came of the call", help: "The agent’s disposition of the pass" },
  REQUEUE: { label: "Dial again later", help: "Otherwise the lead is complete" },
  DO_NOT_CALL: { label: "Do not call any more", help: "Its number goes on the do-not-call list" },
  PASS_DELAY: { label: "Minutes before the next try", help: "Empty: as the campaign has it" },
  MERGE_ORIGINAL: {
    label: "Record it on the original",
    help: "The pass of a copied or transitioned lead goes to the lead it was copied from",
  },
  EMAIL_TO: { label: "Mail addresses", help: "With commas between them" },
  SUPPRESS_UNTIL: { label: "Suppressed until", help: "Empty: until it is lifted" },
  REASON: { label: "Why", help: "Stands in the leads’ history for good, so nothing personal" },
};

/** What a parameter is called on a form. */
export const paramLabel = (name: string) => words[name]?.label ?? humanized(name.replace(/_(ID|DTS)$/, ""));

/** What it decides; what the API tells of it where there are no words of its own. */
export const paramHelp = (name: string, told: string | undefined) => words[name]?.help ?? told;

/** What one of its values means, where it takes one of a few. */
export const paramChoice = (name: string, value: string) => words[name]?.choices?.[value];
