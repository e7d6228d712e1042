import { ActionIcon, Button, Drawer, Menu, Select, useMantineColorScheme } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import {
  IconCheck,
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMenu2,
  IconMoon,
  IconSearch,
  IconSun,
  IconUserCircle,
} from "../ui/icons.tsx";
import { useHere } from "./account.ts";
import { openKeys } from "./keys.tsx";
import { Navigation } from "./navigation.tsx";
import { openQuickFind } from "./quick-find.tsx";
import { RunningTray } from "./running-tray.tsx";
import { signOut } from "./sign-out.ts";

export function TopBar() {
  const { accountId, person } = useHere();
  const navigate = useNavigate();
  const [menu, setMenu] = useState(false);
  return (
    <>
      <ActionIcon
        className="only-phone"
        variant="subtle"
        color="gray"
        size={44}
        aria-label="Pages"
        onClick={() => setMenu(true)}
      >
        <IconMenu2 aria-hidden />
      </ActionIcon>
      <Drawer opened={menu} onClose={() => setMenu(false)} size={260} title="Pages">
        <Navigation onPick={() => setMenu(false)} />
      </Drawer>
      <Select
        aria-label="Account"
        w={200}
        miw={0}
        allowDeselect={false}
        data={person.accounts
          .filter(({ closedAt }) => !closedAt)
          .map((one) => ({ value: String(one.accountId), label: one.accountName }))}
        value={String(accountId)}
        onChange={(id) => {
          if (id) void navigate({ to: "/accounts/$accountId", params: { accountId: id } });
        }}
      />
      <Button
        className="only-wide"
        variant="default"
        color="gray"
        c="dimmed"
        fw={400}
        w={300}
        mx="auto"
        justify="space-between"
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={<kbd>Ctrl K</kbd>}
        onClick={openQuickFind}
      >
        Find leads, campaigns, pages
      </Button>
      <ActionIcon
        className="only-phone"
        variant="subtle"
        color="gray"
        size={44}
        ml="auto"
        aria-label="Find"
        onClick={openQuickFind}
      >
        <IconSearch aria-hidden />
      </ActionIcon>
      <RunningTray />
      <PersonMenu />
    </>
  );
}

const schemes = [
  { value: "light", label: "Light", icon: IconSun },
  { value: "dark", label: "Dark", icon: IconMoon },
  { value: "auto", label: "System", icon: IconDeviceDesktop },
] as const;

function PersonMenu() {
  const { person, account } = useHere();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const name = `${person.firstName} ${person.lastName}`.trim() || person.email;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={44} aria-label={`${name}: theme, shortcuts, sign out`}>
          <IconUserCircle aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {name}
          <br />
          {person.email}, {account?.role}
        </Menu.Label>
        <Menu.Divider />
        {schemes.map(({ value, label, icon: Icon }) => (
          <Menu.Item
            key={value}
            closeMenuOnClick={false}
            leftSection={<Icon size={16} aria-hidden />}
            rightSection={colorScheme === value ? <IconCheck size={16} aria-label="selected" /> : null}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} rightSection={<kbd>?</kbd>} onClick={openKeys}>
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
