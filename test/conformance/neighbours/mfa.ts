import { area, gives, keys, refused, role, takes } from "./write.ts"

const b = `[profile b]\n${keys("B")}`
const device = "arn:aws:iam::111122223333:mfa/alice"
const behindDevice = `[profile a]\n${role("R", "b")}mfa_serial = ${device}\n`
const mfa_code = "123456"

/** Devices, and whose they are. */
export const mfa = area("mfa", [
  ["nobody to ask", { config: behindDevice + b }, refused],
  [
    "the source's device is not inherited",
    { config: `[profile a]\n${role("R", "b")}${b}mfa_serial = ${device}\n` },
    takes(["R"], "B"),
  ],
  [
    "a longer role takes the code itself",
    { config: `${behindDevice}duration_seconds = 7200\n${b}`, mfa_code },
    takes(["R"], "B", { mfa_serial: device, mfa_code, duration_seconds: 7200 }),
  ],
  [
    "keys and a device without a role",
    { config: `[profile a]\n${keys("A")}mfa_serial = ${device}\n`, mfa_code },
    gives("A"),
  ],
  [
    "a device and a source without a role",
    { config: `[profile a]\nsource_profile = b\nmfa_serial = ${device}\n${b}`, mfa_code },
    refused,
  ],
  [
    "a device in the middle of a chain",
    { config: `[profile a]\n${role("A", "m")}[profile m]\n${role("M", "b")}mfa_serial = ${device}\n${b}`, mfa_code },
    takes(["M", "A"], "B", { mfa_serial: [device, null], mfa_code: [mfa_code, null] }),
  ],
])
