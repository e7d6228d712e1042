import { Text, TextInput } from "@mantine/core";
import { encode } from "uqr";
import type { Seed } from "../../api/shapes.ts";

/** The seed of an authenticator app as a QR code and as text, and the field for the app's first code. */
export function SeedFields({ seed, code, onCode }: { seed: Seed; code: string; onCode: (code: string) => void }) {
  return (
    <>
      <QrCode text={seed.uri} label="QR code for an authenticator app" />
      <div>
        <Text size="sm">Can’t scan it? Enter this key in the app:</Text>
        <Text size="sm" className="secret" style={{ overflowWrap: "anywhere" }}>
          {seed.secret.replace(/(.{4})(?=.)/g, "$1 ")}
        </Text>
      </div>
      <TextInput
        label="Code"
        description="The six digits that the app shows"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        maxLength={6}
        value={code}
        onChange={(event) => onCode(event.currentTarget.value)}
      />
    </>
  );
}

/** Dark on light whatever the color scheme, since many apps don't read inverted codes. */
function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { border: 3 });
  const path = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      width={200}
      height={200}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
      style={{ background: "#fff", alignSelf: "center", borderRadius: 4 }}
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
