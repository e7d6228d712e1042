import { expect, test } from "vitest";
import { BadArgument, help, readOptions } from "./options.ts";

const someone = ["--email", "dana@example.com", "--password", "secret"];

test("with only a sign-in, every other option has its default", () => {
  expect(readOptions(someone)).toEqual({
    url: "http://127.0.0.1:8080",
    signIn: { email: "dana@example.com", password: "secret" },
    account: "~",
    dialGroups: [],
    agents: 1000,
    speed: 1,
    seed: 1,
    answers: 1,
    hour: undefined,
    ratio: undefined,
    minutes: Number.POSITIVE_INFINITY,
  });
});

test("every option is read", () => {
  const args =
    "--token t --url https://leads.example.com/ --account 7 --dial-group 1 --dial-group 2 --agents 3 --speed 2.5";
  const more = "--seed 9 --answers 0.5 --hour 0 --ratio 2 --minutes 1.5";
  expect(readOptions(`${args} ${more}`.split(" "))).toEqual({
    url: "https://leads.example.com",
    signIn: { token: "t" },
    account: "7",
    dialGroups: [1, 2],
    agents: 3,
    speed: 2.5,
    seed: 9,
    answers: 0.5,
    hour: 0,
    ratio: 2,
    minutes: 1.5,
  });
});

test.each([
  [[], "--token"],
  [["--email", "dana@example.com"], "--password"],
  [["--token", "t", ...someone], "not both"],
  [["--token", "t", "--speed", "0"], '--speed is "0"; it must be a number from 1 to 100.'],
  [["--token", "t", "--speed", ""], "--speed"],
  [["--token", "t", "--agents", "2.5"], '--agents is "2.5"; it must be a whole number from 1 to 1000.'],
  [["--token", "t", "--dial-group", "sales"], '--dial-group is "sales"; it must be a whole number, 1 or more.'],
  [["--token", "t", "--hour", "24"], "from 0 to 23"],
  [["--token", "t", "--url", "localhost"], "--url"],
  [["--token", "t", "--fast"], "--fast"],
  [["--token", "t", "now"], "now"],
])("%j is refused with a message", (args, says) => {
  expect(() => readOptions(args)).toThrow(BadArgument);
  expect(() => readOptions(args)).toThrow(says);
});

test("help names every option", () => {
  expect(readOptions(["--help"])).toBeUndefined();
  const names = [
    "url",
    "token",
    "email",
    "password",
    "account",
    "dial-group",
    "agents",
    "speed",
    "seed",
    "answers",
    "hour",
  ];
  for (const name of [...names, "ratio", "minutes"]) expect(help).toContain(`--${name}`);
});
