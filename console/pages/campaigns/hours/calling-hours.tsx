import { Stack, Text, Title } from "@mantine/core";
import { useHere } from "../../../frame/account.ts";
import { Conflict } from "../../../ui/form/form-field.tsx";
import { SaveBar } from "../../../ui/form/save-bar.tsx";
import type { EditSession } from "../../../ui/form/use-editing.ts";
import type { CampaignEdit } from "../campaign-specs.ts";
import { Holidays } from "./holidays.tsx";
import { OpenNow } from "./open-now.tsx";
import { StateWindows } from "./state-windows.tsx";
import { days, hoursInWords, weekInWords } from "./week.ts";
import { WeekGrid } from "./week-grid.tsx";

/** When a campaign's leads may be called: its weekly hours, hours of individual states, and holidays. */
export function CallingHours({ editing }: { editing: EditSession<CampaignEdit> }) {
  const { can } = useHere();
  const readOnly = !can("manager");
  return (
    <Stack gap="sm">
      <form
        className="card"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (editing.count > 0) editing.save();
        }}
      >
        <Title order={2} mb={4}>
          Weekly hours
        </Title>
        <Text fw={600} role="status" mb="xs">
          {weekInWords(editing.values)}, in the lead’s time zone.
        </Text>
        <WeekGrid
          label="Weekly calling hours"
          week={editing.values}
          readOnly={readOnly}
          onChange={editing.change}
          problemOf={editing.problemOf}
        />
        <OpenNow week={editing.values} />
        {days.map((day) => (
          <Conflict key={day} name={day} editing={editing} inWords={(theirs) => hoursInWords(String(theirs))} />
        ))}
        {!readOnly && <SaveBar editing={editing} />}
      </form>
      <StateWindows week={editing.values} readOnly={readOnly} />
      <Holidays readOnly={readOnly} />
    </Stack>
  );
}
