import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** A session bus of its own with a real GNOME Keyring on it, in a home of its own. */
export interface SecretService {
  readonly env: Readonly<Record<string, string>>
  readonly folder: string
  /** Ends the keyring and starts it again, open or, without the password, locked. */
  restart(how: Start): Promise<void>
  /** Stops the keyring where it stands: it is there, and answers nothing. */
  stop(): void
  end(): Promise<void>
}

export type Start = "unlocked" | "locked" | "none"

const password = "correct horse battery staple"

export async function openSecretService(start: Start = "unlocked"): Promise<SecretService> {
  // Sockets want short paths.
  const folder = mkdtempSync(join(tmpdir(), "gk-"))
  chmodSync(folder, 0o700)
  const runtime = join(folder, "run")
  mkdirSync(runtime, { mode: 0o700 })
  const bus = await startBus(folder)
  const env = { HOME: folder, XDG_RUNTIME_DIR: runtime, DBUS_SESSION_BUS_ADDRESS: bus.address }
  let keyring = await startKeyring(start, env)
  return {
    env,
    folder,
    async restart(how) {
      await keyring?.end()
      keyring = await startKeyring(how, env)
    },
    stop: () => keyring?.stop(),
    async end() {
      await keyring?.end()
      await bus.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** No service folders: nothing but what the test starts is on it, and nothing outlives it. */
async function startBus(folder: string) {
  const config = join(folder, "bus.conf")
  writeFileSync(
    config,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=${folder}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`,
  )
  const daemon = Bun.spawn(["dbus-daemon", `--config-file=${config}`, "--nofork", "--nopidfile", "--print-address=1"], {
    env: { PATH: process.env.PATH ?? "", HOME: folder },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "ignore",
  })
  const { value } = await daemon.stdout.getReader().read()
  const address = new TextDecoder().decode(value).trim()
  return { address, end: () => ended(daemon) }
}

/** `--unlock` makes the log-in keyring, which is the default collection, on its first start. */
async function startKeyring(start: Start, env: Readonly<Record<string, string>>) {
  if (start === "none") return undefined
  const daemon = Bun.spawn(
    ["gnome-keyring-daemon", "--foreground", "--components=secrets", ...(start === "unlocked" ? ["--unlock"] : [])],
    {
      env: { PATH: process.env.PATH ?? "", ...env },
      stdin: start === "unlocked" ? new TextEncoder().encode(password) : "ignore",
      stdout: "ignore",
      stderr: "ignore",
    },
  )
  const asked = [
    "dbus-send",
    "--session",
    "--print-reply",
    "--dest=org.freedesktop.DBus",
    "/",
    "org.freedesktop.DBus.GetNameOwner",
  ]
  for (let tries = 0; tries < 400; tries += 1) {
    const look = Bun.spawn([...asked, "string:org.freedesktop.secrets"], {
      env: { PATH: process.env.PATH ?? "", ...env },
      stdout: "ignore",
      stderr: "ignore",
    })
    if ((await look.exited) === 0) return { end: () => ended(daemon), stop: () => daemon.kill("SIGSTOP") }
    await Bun.sleep(25)
  }
  await ended(daemon)
  throw new Error("gnome-keyring-daemon did not come")
}

async function ended(child: Bun.Subprocess): Promise<void> {
  child.kill("SIGTERM")
  child.kill("SIGCONT")
  const clock = setTimeout(() => child.kill("SIGKILL"), 3000)
  await child.exited
  clearTimeout(clock)
}
