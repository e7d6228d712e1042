import { Select } from "@mantine/core";

const zones = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

export function ZoneSelect({
  description,
  value,
  onChange,
}: {
  description?: string;
  value: string;
  onChange: (zone: string) => void;
}) {
  return (
    <Select
      label="Time zone"
      {...(description ? { description } : {})}
      searchable
      allowDeselect={false}
      limit={60}
      nothingFoundMessage="No matching time zones"
      // Browsers list only one name per zone. A value with another name must stay selectable.
      data={zones.includes(value) || value === "" ? zones : [value, ...zones]}
      value={value}
      onChange={(zone) => zone && onChange(zone)}
    />
  );
}
