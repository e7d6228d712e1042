import { createTheme } from "@mantine/core";

const dropdown = { transitionProps: { duration: 80 } };
const field = { defaultProps: { size: "sm", comboboxProps: dropdown } };
const dialog = { defaultProps: { transitionProps: { duration: 120 }, closeButtonProps: { "aria-label": "Close" } } };

export const theme = createTheme({
  primaryColor: "accent",
  primaryShade: 8,
  autoContrast: true,
  colors: {
    accent: [
      "#e8f7f7",
      "#d3eeef",
      "#a5dcde",
      "#74cacd",
      "#4dbabf",
      "#35b0b6",
      "#1d979d",
      "#0f8188",
      "#0b6e75",
      "#04565c",
    ],
  },
  fontFamily: "Inter, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Open Sans', sans-serif",
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
  headings: {
    fontWeight: "600",
    sizes: { h1: { fontSize: "1.25rem" }, h2: { fontSize: "1rem" }, h3: { fontSize: "0.875rem" } },
  },
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  // By name: importing the components here would load all of them with the first page.
  components: {
    Tooltip: { defaultProps: { openDelay: 300, ...dropdown } },
    Menu: { defaultProps: { ...dropdown, shadow: "md" } },
    Popover: { defaultProps: { ...dropdown, shadow: "md" } },
    Select: field,
    MultiSelect: field,
    TagsInput: field,
    Drawer: dialog,
    Modal: dialog,
  },
});
